import type { RouteTarget } from '@toolyard/contracts';
import { createParser } from 'eventsource-parser';
import { SseFrames } from '../protocol/sse-frames.js';

const largestEvent = 64 * 1024;
const nothing = Buffer.alloc(0);

/** What happens to the address in an `endpoint` event. */
export interface EndpointListener {
  /** Whether an absolute address is that of the container itself. */
  isOwn(url: URL): boolean;
  onEndpoint(pathAndQuery: string): void;
  /** The event names another place, or is too large to read: the stream cannot be used. */
  onForeign(): void;
}

/**
 * HTTP+SSE (2024-11-05): the first `endpoint` event names the server's path for messages. Path and query are put behind
 * `prefix`, the origin is removed; an address elsewhere is refused. Later events stay as they are, except that no other
 * `endpoint` event follows. Events are read as clients read them (WHATWG HTML), with any spacing and a byte order mark.
 */
export class EndpointRewrite {
  readonly #frames = new SseFrames();
  #held: Buffer[] = [];
  #bytes = 0;
  #first = true;
  #found = false;
  #refused = false;
  /** The present event is larger than what is held. */
  #passing = false;

  constructor(
    private readonly prefix: string,
    private readonly listener: EndpointListener,
  ) {}

  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    this.#frames.read(chunk, (part, ends) => {
      if (this.#refused) return;
      if (this.#passing) {
        this.#passing = !ends;
        return void out.push(part);
      }
      this.#held.push(part);
      this.#bytes += part.length;
      if (this.#bytes > largestEvent) return void out.push(this.#large(ends));
      if (ends) out.push(this.#event(this.#take()));
    });
    return out.length === 1 ? out[0]! : Buffer.concat(out);
  }

  #take(): Buffer {
    const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    return bytes;
  }

  #large(ends: boolean): Buffer {
    if (!this.#found) return this.#refuse();
    this.#passing = !ends;
    return this.#take();
  }

  #event(bytes: Buffer): Buffer {
    const first = this.#first;
    this.#first = false;
    if (!bytes.includes('endpoint')) return bytes;
    const data = endpointIn(bytes.toString('utf8'), first);
    if (data === null) return bytes;
    if (this.#found) return nothing;
    if (!URL.canParse(data, 'http://localhost')) return this.#refuse();
    const url = new URL(data, 'http://localhost');
    if (!isRelative(url) && !this.listener.isOwn(url)) return this.#refuse();
    this.#found = true;
    const inner = url.pathname + url.search;
    this.listener.onEndpoint(inner);
    return Buffer.from(`event: endpoint\ndata: ${this.prefix}${inner}\n\n`);
  }

  #refuse(): Buffer {
    this.#refused = true;
    this.#held = [];
    this.listener.onForeign();
    return nothing;
  }
}

/** Whether an address is the container's own, as it or the gateway calls it. */
export function isAddressOf({ host, port }: RouteTarget, { protocol, port: of, hostname }: URL): boolean {
  return protocol === 'http:' && of === String(port) && ['localhost', '127.0.0.1', host].includes(hostname);
}

const isRelative = (url: URL): boolean => url.origin === 'http://localhost';

/** @returns the data of an `endpoint` event; null for other events */
function endpointIn(text: string, first: boolean): string | null {
  let data: string | null = null;
  const parser = createParser({
    onEvent: (event) => {
      if (event.event === 'endpoint') data = event.data.trim();
    },
  });
  // Only at the beginning of a stream a byte order mark is skipped.
  parser.feed(first && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  return data;
}
