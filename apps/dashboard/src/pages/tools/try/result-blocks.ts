import { isRecord } from '../../../format/json.js';

/** One block of a tool's answer, as the page shows it. All texts in it come from the server and are not trusted. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'json'; value: unknown }
  | { kind: 'image'; mimeType: string; source: string }
  | { kind: 'resource'; uri: string; mimeType: string; text: string | null; bytes: number }
  | { kind: 'link'; uri: string; name: string; description: string }
  | { kind: 'media'; mimeType: string; bytes: number };

/** Formats that contain only pixels: no scripts, and no addresses to fetch. */
const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const bytesOf = (base64: unknown): number => Math.floor((text(base64).replace(/=+$/, '').length * 3) / 4);

/** The content of a result in blocks. A block of an unknown type becomes JSON. */
export function blocksOf(result: unknown): Block[] {
  if (!isRecord(result)) return result === undefined ? [] : [{ kind: 'json', value: result }];
  const content = Array.isArray(result['content']) ? result['content'].map(blockOf) : [];
  return 'structuredContent' in result ? [...content, { kind: 'json', value: result['structuredContent'] }] : content;
}

function blockOf(block: unknown): Block {
  if (!isRecord(block)) return { kind: 'json', value: block };
  const mimeType = text(block['mimeType']);
  switch (block['type']) {
    case 'text':
      return textBlock(text(block['text']));
    case 'image':
      return pictures.includes(mimeType) && /^[A-Za-z0-9+/\s]*={0,2}$/.test(text(block['data']))
        ? { kind: 'image', mimeType, source: `data:${mimeType};base64,${text(block['data'])}` }
        : { kind: 'media', mimeType, bytes: bytesOf(block['data']) };
    case 'audio':
      return { kind: 'media', mimeType, bytes: bytesOf(block['data']) };
    case 'resource': {
      const resource = isRecord(block['resource']) ? block['resource'] : {};
      return {
        kind: 'resource',
        uri: text(resource['uri']),
        mimeType: text(resource['mimeType']),
        text: typeof resource['text'] === 'string' ? resource['text'] : null,
        bytes: bytesOf(resource['blob']),
      };
    }
    case 'resource_link':
      return {
        kind: 'link',
        uri: text(block['uri']),
        name: text(block['title']) || text(block['name']),
        description: text(block['description']),
      };
    default:
      return { kind: 'json', value: block };
  }
}

/** JSON in a text is shown as JSON: many tools answer so. */
function textBlock(given: string): Block {
  if (/^\s*[[{]/.test(given)) {
    try {
      return { kind: 'json', value: JSON.parse(given) as unknown };
    } catch {
      // Text that only begins like JSON.
    }
  }
  return { kind: 'text', text: given };
}

/** Whether a browser can open the address without running a script. */
export const isOpenable = (uri: string): boolean => /^https?:\/\//i.test(uri) && URL.canParse(uri);
