import { SseFrames } from '../protocol/sse-frames.js';

const largestEvent = 64 * 1024;

/**
 * HTTP+SSE (2024-11-05): the first `endpoint` event names the server's path for messages. Path and query are put behind
 * `prefix`, the origin is removed; later bytes stay as they are.
 */
export class EndpointRewrite {
  readonly #frames = new SseFrames();
  #held: Buffer[] = [];
  #bytes = 0;
  #done = false;

  constructor(
    private readonly prefix: string,
    private readonly onEndpoint: (pathAndQuery: string) => void,
  ) {}

  push(chunk: Buffer): Buffer {
    if (this.#done) return chunk;
    const out: Buffer[] = [];
    this.#frames.read(chunk, (part, ends) => {
      if (this.#done) return void out.push(part);
      this.#held.push(part);
      this.#bytes += part.length;
      if (!ends && this.#bytes <= largestEvent) return;
      out.push(this.#event(Buffer.concat(this.#held)));
      this.#held = [];
      this.#bytes = 0;
    });
    return out.length === 1 ? out[0]! : Buffer.concat(out);
  }

  #event(bytes: Buffer): Buffer {
    const text = bytes.toString('utf8');
    if (!/^event: ?endpoint\r?$/m.test(text)) return bytes;
    this.#done = true;
    const data = /^data: ?(.*?)\r?$/m.exec(text)?.[1]?.trim() ?? '';
    if (!URL.canParse(data, 'http://localhost')) return bytes;
    const url = new URL(data, 'http://localhost');
    const inner = url.pathname + url.search;
    this.onEndpoint(inner);
    return Buffer.from(text.replace(/^data: ?.*$/m, () => `data: ${this.prefix}${inner}`));
  }
}
