import { errorAnswer, isId, type Message } from '../protocol/jsonrpc.js';
import { rpcCodes } from '../endpoint/error-answer.js';
import { SseFrames } from '../protocol/sse-frames.js';
import type { ToolRights } from './tool-rights.js';

/** Changes an answer on its way to the client. */
export interface Transform {
  push(chunk: Buffer): Buffer;
  /** What was held back until the end. */
  flush(): Buffer;
}

const lf = 0x0a;
const nothing = Buffer.alloc(0);
/** A list of tools beyond this cannot be looked through, so it is not shown. */
const largestList = 16 << 20;

/**
 * One answer without the tools that the caller may not call; null when it stays as it is. Lists of tools are known by
 * their form, because the answer may come on another stream, or at another gateway, than its request. The cursor stays:
 * a page may be empty and have a next one.
 */
export function withoutRefused(message: Message, rights: ToolRights): Message | null {
  const result =
    message.method === undefined ? (message.result as Record<string, unknown> | null | undefined) : undefined;
  if (typeof result !== 'object' || result === null || !Array.isArray(result.tools)) return null;
  const tools = (result.tools as { name?: unknown }[]).filter(
    (tool) => typeof tool?.name === 'string' && rights.allows(tool.name),
  );
  // What depends on the caller must not be kept for others on the way, even if this caller may call everything.
  const shared = result.cacheScope === 'public';
  if (tools.length === result.tools.length && !shared) return null;
  return { ...message, result: { ...result, tools, ...(shared ? { cacheScope: 'private' } : {}) } };
}

/** @returns the text to send instead, or null when it stays as it is or is no JSON-RPC. */
function filtered(text: string, rights: ToolRights): string | null {
  // Most messages are no lists; this spares them being parsed.
  if (!text.includes('tools') && !text.includes('\\u')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) {
    const changed = withoutRefused(value as Message, rights);
    return changed && JSON.stringify(changed);
  }
  const changed = (value as Message[]).map((each) => withoutRefused(each, rights) ?? each);
  return changed.some((each, i) => each !== (value as Message[])[i]) ? JSON.stringify(changed) : null;
}

/** Of a JSON body: held until it is whole. */
export class BodyFilter implements Transform {
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly rights: () => ToolRights,
    private readonly id: unknown,
  ) {}

  push(chunk: Buffer): Buffer {
    this.#bytes += chunk.length;
    if (this.#bytes <= largestList) this.#chunks.push(chunk);
    else this.#chunks = [];
    return nothing;
  }

  flush(): Buffer {
    if (this.#bytes > largestList) return Buffer.from(JSON.stringify(tooLarge(this.id)));
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const changed = filtered(body.toString('utf8'), this.rights());
    return changed === null ? body : Buffer.from(changed);
  }
}

/** Of an event stream: each event is held until it is whole; event ids, comments and the order stay. */
export class EventFilter implements Transform {
  readonly #frames = new SseFrames();
  #held: Buffer[] = [];
  #bytes = 0;

  #passing = false;

  /**
   * @param rights asked again for every event, because a stream may outlive them
   * @param always whether events are looked at for somebody who may call everything, too
   */
  constructor(
    private readonly rights: () => ToolRights,
    private readonly always: boolean,
  ) {}

  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    this.#frames.read(chunk, (part, ends) => {
      // The second half of a line end that came in two pieces: the client may be waiting for it.
      if (this.#bytes === 0 && !ends && part.length === 1 && part[0] === lf) return void out.push(part);
      if (this.#bytes === 0) this.#passing = !this.always && this.rights().isAll;
      this.#bytes += part.length;
      if (this.#passing) {
        if (ends) this.#bytes = 0;
        return void out.push(part);
      }
      this.#held.push(part);
      if (this.#bytes > largestList) this.#held = [];
      if (ends) out.push(this.#event());
    });
    return out.length === 0 ? nothing : out.length === 1 ? out[0]! : Buffer.concat(out);
  }

  /** An event that was cut off is not an event. */
  flush(): Buffer {
    return nothing;
  }

  #event(): Buffer {
    const tooMuch = this.#bytes > largestList;
    const event = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    if (tooMuch) return Buffer.from(': an answer was too large to look through\n\n');
    const rights = this.rights();
    const lines = event.toString('utf8').split(/\r\n|\r|\n/);
    const data = lines
      .filter((line) => line === 'data' || line.startsWith('data:'))
      .map((line) => line.slice(5).replace(/^ /, ''));
    const changed = data.length === 0 ? null : filtered(data.join('\n'), rights);
    if (changed === null) return event;
    const others = lines.filter((line) => line !== '' && line !== 'data' && !line.startsWith('data:'));
    return Buffer.from(`${[...others, `data: ${changed}`].join('\n')}\n\n`);
  }
}

const tooLarge = (id: unknown): Message =>
  errorAnswer(isId(id) ? id : null, rpcCodes.refused, 'The list of tools is too large to be looked through.', {
    code: 'upstream_failed',
  });
