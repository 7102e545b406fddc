import type { ServerResponse } from 'node:http';
import type { Message } from '../protocol/jsonrpc.js';
import { SseFrames } from '../protocol/sse-frames.js';

const ping = Buffer.from(': keep-alive\n\n');

/** The answer to one client request, whichever upstream feeds it. Knows where in a stream something may be inserted. */
export class Reply {
  closed = false;
  stream = false;
  /** Boundaries of what was written; set by who watches the bytes anyway, so that they are looked at once. */
  frames: SseFrames | null = null;
  lastWriteAt = 0;
  /** A stream that answers no request and never ends by itself. */
  standalone = false;
  #onClose: (() => void) | null = null;
  #onDrain: (() => void) | null = null;
  #draining = false;

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

  /** Called once when the client goes away before the answer is complete. */
  onGone(listener: (() => void) | null): void {
    this.#onClose = listener;
  }

  head(status: number, headers: string[], stream: boolean): void {
    this.stream = stream;
    this.lastWriteAt = Date.now();
    this.res.writeHead(status, headers);
    if (!stream) return;
    this.keepAlive.add(this);
    // After what has already arrived, so that headers and first event leave in one packet.
    process.nextTick(() => {
      if (!this.closed && !this.res.writableEnded) this.res.flushHeaders();
    });
  }

  /** @returns false when the client is slower than the server; `onDrain` then tells when to go on. */
  write(chunk: Buffer): boolean {
    if (this.closed) return true;
    if (this.stream) this.lastWriteAt = Date.now();
    return this.res.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.#onDrain = listener;
    if (this.#draining) return;
    this.#draining = true;
    this.res.once('drain', () => {
      this.#draining = false;
      this.#onDrain?.();
    });
  }

  end(): void {
    this.keepAlive.remove(this);
    if (!this.closed) this.res.end();
  }

  /** Closes the connection, so that the client learns that the answer is incomplete. */
  abort(): void {
    this.keepAlive.remove(this);
    this.res.destroy();
  }

  /** Inserts a message of the gateway into an event stream. @returns false when the place does not allow it. */
  inject(message: Message): boolean {
    if (!this.stream || this.closed || this.frames?.atBoundary === false) return false;
    this.write(Buffer.from(`event: message\ndata: ${JSON.stringify(message)}\n\n`));
    return true;
  }

  ping(now: number, idleMs: number): void {
    if (!this.closed && now - this.lastWriteAt >= idleMs && this.frames?.atBoundary !== false && !this.#draining)
      this.write(ping);
  }
}

/**
 * Sends a comment on event streams that are idle: proxies on the way cut silent connections after 30 to 100 seconds.
 */
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

  /** Ends the streams that never end by themselves, so that a stopping gateway does not wait for them. */
  stop(): void {
    clearInterval(this.#timer);
    for (const reply of [...this.#streams]) if (reply.standalone) reply.abort();
  }

  #tick(): void {
    const now = Date.now();
    for (const reply of this.#streams) reply.ping(now, this.idleMs);
  }
}
