import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { isEventStream } from '../endpoint/headers.js';
import type { Transform } from '../rights/list-filter.js';
import { upstreamFailures } from '../../gateway.metrics.js';
import type { Reply } from '../endpoint/reply.js';
import { SseFrames } from '../protocol/sse-frames.js';
import { SseTap, type Tap } from './answer-observers.js';
import type { Target, Upstreams } from './upstreams.js';

/** How a forwarded request ended; told exactly once. */
export type Ending =
  | { kind: 'complete'; status: number; stream: boolean; resumable: boolean }
  | { kind: 'client_gone'; resumable: boolean }
  /**
   * The container could not be reached, or went away; `headSent` tells whether the client already has a part of the
   * answer.
   */
  | { kind: 'upstream_lost'; headSent: boolean; resumable: boolean; error: Error };

/** What is particular to one kind of request. */
export interface Job {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body: Buffer | null;
  /** Chooses the container, again for every attempt; null when there is none now. */
  target(): Target | null | Promise<Target | null>;
  headers(target: Target): string[];
  /** An answer that may say that the container lost the session: held back until `held` has decided. */
  holds(status: number): boolean;
  held(status: number, body: string): Promise<'again' | 'pass'>;
  /** Passes the head on; answers whether and how the body is watched. */
  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): Tap | null;
  /** Changes the body before it passes; set by `begin` at the latest. */
  filter?: Transform | null;
  ended(ending: Ending): void;
  /** Waits for another chance after nothing could be sent; false gives up. */
  again(attempt: number): Promise<boolean>;
}

const heldBytes = 64 * 1024;
const redirects = new Set([301, 302, 307, 308]);

/**
 * Carries one request to a container and its answer back: bytes pass as they come, the slower side sets the pace, and
 * whichever side goes away takes the other with it. A request is tried again only while nothing of it was sent.
 */
export class Forwarding implements Dispatcher.DispatchHandler {
  #target: Target | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #tap: Tap | null = null;
  #frames: SseFrames | null = null;
  #held: { status: number; headers: IncomingHttpHeaders; chunks: Buffer[]; bytes: number } | null = null;
  #status = 0;
  #stream = false;
  #over = false;
  #attempt = 0;
  #redirected = false;

  constructor(
    private readonly upstreams: Upstreams,
    private readonly reply: Reply,
    private readonly job: Job,
  ) {}

  start(): void {
    const gone = () => this.#finish({ kind: 'client_gone', resumable: this.#resumable }, 'the client went away');
    if (this.reply.closed) return gone();
    this.reply.onGone(gone);
    void this.#send();
  }

  /** Ends the exchange from the gateway's side; the caller has answered the client. */
  stop(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    this.#controller?.abort(new Error(reason));
  }

  async #send(): Promise<void> {
    try {
      this.#target = await this.job.target();
    } catch (error) {
      return this.#finish({ kind: 'upstream_lost', headSent: false, resumable: false, error: error as Error });
    }
    if (this.#over) {
      this.#target = null;
      return;
    }
    if (!this.#target) return this.#retry(new Error('The server has no container that can answer.'));
    const path = this.upstreams.pathOn(this.#target, this.job.path);
    this.#controller = null;
    this.upstreams.dispatch(
      this.#target,
      {
        method: this.job.method,
        path,
        headers: this.job.headers(this.#target),
        body: this.job.body,
        idempotent: false,
      },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('the client went away'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    if (redirects.has(status) && typeof headers.location === 'string' && this.#follow(controller, headers.location))
      return;
    if (this.job.holds(status)) {
      this.#held = { status, headers, chunks: [], bytes: 0 };
      return;
    }
    this.#begin(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    if (this.#held) {
      this.#held.chunks.push(chunk);
      this.#held.bytes += chunk.length;
      if (this.#held.bytes > heldBytes) this.#letGo();
      return;
    }
    if (!this.#pass(chunk)) {
      controller.pause();
      this.reply.onDrain(() => controller.resume());
    }
    if (this.#frames && !(this.#tap instanceof SseTap)) this.#frames.read(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    if (this.#held) return void this.#decide(this.#held);
    this.#complete(this.#resumable);
  }

  onResponseError(controller: Dispatcher.DispatchController | undefined, error: Error): void {
    // An attempt that was given up for a redirect has nothing more to say.
    if (this.#over || (controller && controller !== this.#controller)) return;
    if (this.#controller === null) {
      upstreamFailures.inc({ when: 'before_sending' });
      if (this.#target) this.upstreams.suspect(this.#target);
      this.#release();
      return void this.#retry(error);
    }
    upstreamFailures.inc({ when: this.#status === 0 ? 'before_answer' : 'during_answer' });
    this.#finish({ kind: 'upstream_lost', headSent: this.#status !== 0, resumable: this.#resumable, error });
  }

  get #resumable(): boolean {
    return this.#tap instanceof SseTap && this.#tap.resumable;
  }

  #begin(status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#stream = isEventStream(headers['content-type']) && status === 200;
    this.#tap = this.job.begin(status, headers, this.#stream);
    this.#frames = this.#tap instanceof SseTap ? this.#tap.frames : this.#stream ? new SseFrames() : null;
    this.reply.frames = this.#frames;
  }

  /** The body turned out larger than any message about a session. */
  #letGo(): void {
    const held = this.#held!;
    this.#held = null;
    this.#begin(held.status, held.headers);
    for (const chunk of held.chunks) this.#pass(chunk);
  }

  /** @returns false when the client is slower than the server. */
  #pass(chunk: Buffer): boolean {
    const bytes = this.job.filter ? this.job.filter.push(chunk) : chunk;
    const keepsUp = bytes.length === 0 || this.reply.write(bytes);
    this.#tap?.write(chunk);
    return keepsUp;
  }

  #complete(resumable: boolean): void {
    const rest = this.job.filter?.flush();
    if (rest && rest.length > 0) this.reply.write(rest);
    this.#tap?.end();
    this.#finish({ kind: 'complete', status: this.#status, stream: this.#stream, resumable });
  }

  async #decide(held: { status: number; headers: IncomingHttpHeaders; chunks: Buffer[] }): Promise<void> {
    this.#release();
    const decision = await this.job.held(held.status, Buffer.concat(held.chunks).toString('utf8'));
    if (this.#over) return;
    if (decision === 'again') {
      this.#held = null;
      return this.#send();
    }
    this.#letGo();
    this.#complete(false);
  }

  /** A container may insist on another spelling of its path; the client must not hear of it. */
  #follow(controller: Dispatcher.DispatchController, location: string): boolean {
    const target = this.#target!;
    const here = new URL(this.job.path, `http://localhost:${target.port}`);
    if (this.#redirected || !URL.canParse(location, here.href)) return false;
    const to = new URL(location, here.href);
    if (to.port !== here.port || !['localhost', target.host].includes(to.hostname)) return false;
    this.#redirected = true;
    this.upstreams.redirected(target, this.job.path, to.pathname + to.search);
    this.#controller = null;
    controller.abort(new Error('redirected'));
    this.#release();
    void this.#send();
    return true;
  }

  async #retry(error: Error): Promise<void> {
    this.#attempt += 1;
    if (!(await this.job.again(this.#attempt)))
      return this.#finish({ kind: 'upstream_lost', headSent: false, resumable: false, error });
    if (!this.#over) await this.#send();
  }

  #release(): void {
    if (this.#target) this.upstreams.release(this.#target);
    this.#target = null;
  }

  #finish(ending: Ending, abort?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    if (abort) this.#controller?.abort(new Error(abort));
    this.job.ended(ending);
  }
}
