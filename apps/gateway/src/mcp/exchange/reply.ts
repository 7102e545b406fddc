import type { ServerResponse } from 'node:http';
import type { Message } from '../protocol/jsonrpc.js';
import type { SseFrames } from '../protocol/sse-frames.js';

/** Bytes that wait for a slow client, beyond which the gateway adds none of its own. */
const mostUnreadBytes = 1 << 20;
const ping = Buffer.from(': keep-alive\n\n');

/** `standalone`: an event stream that answers no request and has no end of its own. */
type BodyKind = 'whole' | 'stream' | 'standalone';

/** The answer to one client request, from whichever container its bytes come. */
export class Reply {
  closed = false;
  kind: BodyKind = 'whole';
  lastWriteAt = 0;
  #frames: SseFrames | null = null;
  #onClose: (() => void) | null = null;
  #onDrain: (() => void) | null = null;
  #draining = false;
  #laterHead: (() => void) | null = null;
  /** Bytes that wait until `#holds` is zero; null while nothing is held. */
  #held: Buffer[] | null = null;
  #holds = 0;
  #ended = false;

  constructor(
    readonly res: ServerResponse,
    readonly origin: string | undefined,
    private readonly keepAlive: KeepAlive,
  ) {
    res.on('close', () => {
      this.closed = true;
      this.keepAlive.remove(this);
      if (!res.writableFinished) this.#onClose?.();
    });
    res.on('error', () => undefined);
  }

  get headSent(): boolean {
    return this.res.headersSent;
  }

  get stream(): boolean {
    return this.kind !== 'whole';
  }

  /** False within an event, where nothing may be inserted. */
  get atBoundary(): boolean {
    return this.#frames?.atBoundary !== false;
  }

  /** Takes event boundaries from `frames`, which reads the same bytes for another purpose. Null: none are read. */
  followBoundaries(frames: SseFrames | null): void {
    this.#frames = frames;
  }

  /** Called once when the client closes the connection before the answer is complete. */
  onGone(listener: (() => void) | null): void {
    this.#onClose = listener;
  }

  /** @param later the head is sent with the first byte of the body, so that until then an error can be answered */
  head(status: number, headers: string[], kind: BodyKind, later = false): void {
    this.#laterHead = later ? () => this.head(status, headers, kind) : null;
    if (later) return;
    this.kind = kind;
    this.lastWriteAt = Date.now();
    this.res.writeHead(status, headers);
    if (kind === 'whole') return;
    this.keepAlive.add(this);
    // After bytes that have already arrived, so that headers and first event leave in one packet.
    process.nextTick(() => {
      if (!this.closed && !this.res.writableEnded) this.res.flushHeaders();
    });
  }

  /** Keeps back what is written from now on, and the end, until the promise is settled. Null: nothing is kept back. */
  hold(until: Promise<void> | null): void {
    if (!until || this.closed) return;
    this.#held ??= [];
    this.#holds += 1;
    void until.then(() => {
      this.#holds -= 1;
      if (this.#holds === 0) this.#release();
    });
  }

  /** @returns false when the client reads too slowly; wait for `onDrain` before the next write. */
  write(chunk: Buffer): boolean {
    if (this.closed) return true;
    if (!this.#held) return this.#send(chunk);
    this.#held.push(chunk);
    return false;
  }

  #send(chunk: Buffer): boolean {
    this.#laterHead?.();
    if (this.kind !== 'whole') this.lastWriteAt = Date.now();
    return this.res.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
    if (!this.#held) this.#awaitDrain();
  }

  #awaitDrain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.res.once('drain', () => {
      this.#draining = false;
      this.#onDrain?.();
    });
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    if (this.closed) return;
    let keepsUp = true;
    for (const chunk of held) keepsUp = this.#send(chunk);
    if (this.#ended) this.end();
    else if (keepsUp) this.#onDrain?.();
    else this.#awaitDrain();
  }

  end(): void {
    this.keepAlive.remove(this);
    this.#ended = true;
    if (this.closed || this.#held) return;
    this.#laterHead?.();
    this.res.end();
  }

  /** Closes the connection: the only sign to a client that the answer is incomplete. */
  abort(): void {
    this.keepAlive.remove(this);
    this.res.destroy();
  }

  /** Inserts a message of the gateway into an event stream. @returns false when the stream does not allow it now. */
  inject(message: Message): boolean {
    if (this.kind === 'whole' || this.closed || !this.atBoundary) return false;
    // A client that does not read gets no more: the messages would fill the memory.
    if (this.#ended || this.res.writableLength > mostUnreadBytes) return false;
    this.write(Buffer.from(`event: message\ndata: ${JSON.stringify(message)}\n\n`));
    return true;
  }

  ping(now: number, idleMs: number): void {
    if (!this.closed && now - this.lastWriteAt >= idleMs && this.atBoundary && !this.#draining) this.write(ping);
  }
}

/** Sends a comment on idle event streams: proxies cut silent connections after 30 to 100 seconds. */
export class KeepAlive {
  readonly #streams = new Set<Reply>();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly idleMs: number) {
    this.#timer = setInterval(() => this.#tick(), Math.max(10, Math.min(1_000, idleMs / 4)));
    this.#timer.unref();
  }

  add(reply: Reply): void {
    this.#streams.add(reply);
  }

  remove(reply: Reply): void {
    this.#streams.delete(reply);
  }

  /** Ends standalone streams, so that a stopping gateway does not wait for them. */
  stop(): void {
    clearInterval(this.#timer);
    for (const reply of [...this.#streams]) if (reply.kind === 'standalone') reply.abort();
  }

  #tick(): void {
    const now = Date.now();
    for (const reply of this.#streams) reply.ping(now, this.idleMs);
  }
}
