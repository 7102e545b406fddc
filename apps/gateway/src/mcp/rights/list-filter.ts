import { errorAnswer, isId, rpcCodes, type Message } from '../protocol/jsonrpc.js';
import { SseFrames } from '../protocol/sse-frames.js';
import type { ToolRights } from './tool-rights.js';

/** Changes an answer on its way to the client. */
export interface Transform {
  push(chunk: Buffer): Buffer;
  /** The rest, which was held until the end. */
  flush(): Buffer;
}

const lf = 0x0a;
const nothing = Buffer.alloc(0);
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

/** @returns the text to send instead; null when it stays as it is, or is not JSON-RPC */
function filtered(text: string, rights: ToolRights): string | null {
  // Most messages are not lists, and need not be parsed.
  if (!text.includes('tools') && !text.includes('\\u')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) {
    const changed = withoutDeniedTools(value as Message, rights);
    return changed && JSON.stringify(changed);
  }
  const changed = (value as Message[]).map((each) => withoutDeniedTools(each, rights) ?? each);
  return changed.some((each, i) => each !== (value as Message[])[i]) ? JSON.stringify(changed) : null;
}

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
    if (this.#bytes > largestListBytes) return Buffer.from(JSON.stringify(tooLarge(this.id)));
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const changed = filtered(body.toString('utf8'), this.rights());
    return changed === null ? body : Buffer.from(changed);
  }
}

/** Filters an event stream. Each event is held until it is complete; event ids, comments and the order stay. */
export class EventFilter implements Transform {
  readonly #frames = new SseFrames();
  #held: Buffer[] = [];
  #bytes = 0;
  #unfiltered = false;

  /**
   * @param rights read again for every event, because they may change while the stream is open
   * @param always filter even for a caller who may call everything
   */
  constructor(
    private readonly rights: () => ToolRights,
    private readonly always: boolean,
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
