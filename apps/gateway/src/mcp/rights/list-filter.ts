import { isUtf8 } from 'node:buffer';
import { parseExact } from '../protocol/exact-numbers.js';
import { errorAnswer, isId, rpcCodes, type Message } from '../protocol/jsonrpc.js';
import { SseFrames } from '../protocol/sse-frames.js';
import type { ToolRights } from './tool-rights.js';

/** Changes an answer on its way to the client. */
export interface Transform {
  push(chunk: Buffer): Buffer;
  /** The rest, which was held until the end. */
  flush(): Buffer;
  /** The client has all it can get: the rest of the container's answer is not needed. */
  readonly done?: boolean;
}

const lf = 0x0a;
const nothing = Buffer.alloc(0);
const unreadable = Symbol('unreadable');
/** A larger list of tools cannot be filtered, so it is not sent. */
const largestListBytes = 16 << 20;

/**
 * The answer without the tools that the caller may not call. Lists of tools are recognised by their form, because the
 * answer may come on another stream, or at another gateway, than its request. The cursor stays: a page may be empty and
 * have a next one.
 * @returns null when the answer stays as it is
 */
export function withoutDeniedTools(message: Message, rights: ToolRights): Message | null {
  const result =
    message.method === undefined ? (message.result as Record<string, unknown> | null | undefined) : undefined;
  if (typeof result !== 'object' || result === null || !Array.isArray(result.tools)) return null;
  const tools = (result.tools as { name?: unknown }[]).filter(
    (tool) => typeof tool?.name === 'string' && rights.allows(tool.name),
  );
  // The list depends on the caller, so no intermediary may cache it, even if this caller may call everything.
  const shared = result.cacheScope === 'public';
  if (tools.length === result.tools.length && !shared) return null;
  return { ...message, result: { ...result, tools, ...(shared ? { cacheScope: 'private' } : {}) } };
}

/**
 * @returns the text to send instead; null when it stays as it is; `unreadable` when it may have tools, but is not JSON
 *   that every reader understands alike
 */
function filtered(text: string, rights: ToolRights): string | null | typeof unreadable {
  // Most messages are not lists, and need not be parsed.
  if (!text.includes('tools') && !text.includes('\\u')) return null;
  try {
    const value = parseExact(text);
    if (!Array.isArray(value)) {
      const changed = value !== null && typeof value === 'object' ? withoutDeniedTools(value as Message, rights) : null;
      return changed && JSON.stringify(changed);
    }
    const changed = (value as Message[]).map((each) => (each && withoutDeniedTools(each, rights)) ?? each);
    return changed.some((each, i) => each !== (value as Message[])[i]) ? JSON.stringify(changed) : null;
  } catch {
    // Other readers accept NaN, or nest deeper.
    return /^\s*[[{]/.test(text) ? unreadable : null;
  }
}

/** The text of a body; null when a reader could take it for another one than UTF-8. */
function textOf(bytes: Buffer): string | null {
  if (!isUtf8(bytes) || bytes.includes(0)) return null;
  return withoutMark(bytes.toString('utf8'));
}

/** Without the byte order mark, which readers skip and `JSON.parse` does not. */
const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** Filters a JSON body, which is held until it is complete. */
export class BodyFilter implements Transform {
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly rights: () => ToolRights,
    private readonly id: unknown,
  ) {}

  push(chunk: Buffer): Buffer {
    this.#bytes += chunk.length;
    if (this.#bytes <= largestListBytes) this.#chunks.push(chunk);
    else this.#chunks = [];
    return nothing;
  }

  flush(): Buffer {
    if (this.#bytes > largestListBytes) return Buffer.from(JSON.stringify(refusedList(this.id, tooLarge)));
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const text = textOf(body);
    const changed = text === null ? unreadable : filtered(text, this.rights());
    if (changed === unreadable) return Buffer.from(JSON.stringify(refusedList(this.id, notReadable)));
    return changed === null ? body : Buffer.from(changed);
  }
}

/** Filters an event stream. Each event is held until it is complete; event ids, comments and the order stay. */
export class EventFilter implements Transform {
  readonly #frames = new SseFrames();
  #held: Buffer[] = [];
  #bytes = 0;
  #unfiltered = false;
  #first = true;

  /**
   * @param rights read again for every event, because they may change while the stream is open
   * @param always filter even for a caller who may call everything
   * @param id of the request that the stream answers
   */
  constructor(
    private readonly rights: () => ToolRights,
    private readonly always: boolean,
    private readonly id: unknown = null,
  ) {}

  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    this.#frames.read(chunk, (part, ends) => {
      // The LF of a CRLF that was split between chunks: the client may wait for it.
      if (this.#bytes === 0 && !ends && part.length === 1 && part[0] === lf) return void out.push(part);
      if (this.#bytes === 0) this.#unfiltered = !this.always && this.rights().isAll;
      this.#bytes += part.length;
      if (this.#unfiltered) {
        if (ends) this.#bytes = 0;
        return void out.push(part);
      }
      this.#held.push(part);
      if (this.#bytes > largestListBytes) this.#held = [];
      if (ends) out.push(this.#event());
    });
    return out.length === 0 ? nothing : out.length === 1 ? out[0]! : Buffer.concat(out);
  }

  /** An incomplete event is no event. */
  flush(): Buffer {
    return nothing;
  }

  #event(): Buffer {
    const tooMuch = this.#bytes > largestListBytes;
    const event = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    if (tooMuch) return Buffer.from(': an answer was too large to look through\n\n');
    const rights = this.rights();
    const text = event.toString('utf8');
    const lines = (this.#first ? withoutMark(text) : text).split(/\r\n|\r|\n/);
    this.#first = false;
    const data = lines
      .filter((line) => line === 'data' || line.startsWith('data:'))
      .map((line) => line.slice(5).replace(/^ /, ''));
    const changed = data.length === 0 ? null : filtered(data.join('\n'), rights);
    if (changed === null) return event;
    const sent = changed === unreadable ? JSON.stringify(refusedList(this.id, notReadable)) : changed;
    const others = lines.filter((line) => line !== '' && line !== 'data' && !line.startsWith('data:'));
    return Buffer.from(`${[...others, `data: ${sent}`].join('\n')}\n\n`);
  }
}

const tooLarge = 'The list of tools is too large to be looked through.';
const notReadable = 'The server answered with a list of tools that is not JSON in UTF-8, so it was not passed on.';
const refusedList = (id: unknown, message: string): Message =>
  errorAnswer(isId(id) ? id : null, rpcCodes.refused, message, { code: 'upstream_failed' });
