import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { upstreamFailures } from '../../gateway.metrics.js';
import type { Reply } from '../exchange/reply.js';
import { SseObserver, type AnswerObserver } from '../protocol/answer-observers.js';
import { isEventStream } from '../protocol/media-types.js';
import { SseFrames } from '../protocol/sse-frames.js';
import type { Transform } from '../rights/list-filter.js';
import { UndecodableAnswer } from '../upstreams/decoded-answer.js';
import { ServerDown, type Circuits } from '../upstreams/circuits.js';
import type { RouteTable } from '../upstreams/route-table.js';
import { neverRead, type Target, type Upstreams } from '../upstreams/upstreams.js';

/** How a forwarded request ended; reported exactly once. */
export type Ending =
  | { kind: 'complete'; status: number; stream: boolean; resumable: boolean }
  | { kind: 'client_gone'; resumable: boolean }
  /** The container could not be reached, or closed the connection. `headSent`: the client has a part of the answer. */
  | { kind: 'upstream_lost'; headSent: boolean; resumable: boolean; error: Error }
  /** The container's answer cannot be sent to the client. `message`: a sentence for the client and the record. */
  | { kind: 'refused'; headSent: boolean; message: string };

/** What differs between the kinds of requests. */
export interface Job {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body: Buffer | null;
  /** Chooses the container, again for every attempt; null when there is none now. */
  target(): Target | null | Promise<Target | null>;
  headers(target: Target): string[];
  /** Sends the head to the client. @returns what reads the body, or null */
  begin(status: number, headers: IncomingHttpHeaders, stream: boolean): AnswerObserver | null;
  /** Changes the body on its way to the client; set by `begin` at the latest. */
  filter?: Transform | null;
  ended(ending: Ending): void;
}

/**
 * What becomes of an answer whose body was read first: the request is sent `again`, for example after the session
 * moved; the answer is sent to the client, perhaps with another status; or it is refused with a sentence.
 */
export type Verdict = { kind: 'again' } | { kind: 'send'; status: number } | { kind: 'refuse'; message: string };

/** Decides about answers by status and body before anything of them reaches the client. */
export interface AnswerReview {
  /** Whether an answer with this status is held until `decide` has read its body. */
  holds(status: number): boolean;
  decide(status: number, body: string): Promise<Verdict>;
  /** Decides about a body that is larger than any message about a session: never `again`. */
  oversized(status: number): Verdict;
}

interface ForwardingOptions {
  /** Wait for a container of this server and try again while nothing was sent; without it the request fails at once. */
  retry?: { routes: RouteTable; slug: string; circuits?: Circuits };
  review?: AnswerReview;
}

interface HeldAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  chunks: Buffer[];
  bytes: number;
}

const largestHeldBytes = 64 * 1024;
const redirects = new Set([301, 302, 307, 308]);

/**
 * Sends one request to a container and its answer to the client. Bytes are forwarded as they arrive, at the pace of the
 * slower side; when one side closes, the other is closed. A request is retried only while nothing of it was sent, and
 * once when the container reset a kept connection before it read the request.
 */
export class Forwarding implements Dispatcher.DispatchHandler {
  readonly #since = Date.now();
  #target: Target | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #observer: AnswerObserver | null = null;
  #frames: SseFrames | null = null;
  #held: HeldAnswer | null = null;
  /** The latest bytes of an answer that is read as a whole: it is observed before its last bytes are sent. */
  #last: Buffer | null = null;
  #status = 0;
  #stream = false;
  #over = false;
  #attempt = 0;
  /** The request was sent again after a kept connection was reset before the container read it. */
  #resent = false;
  /** The path that the container redirected this request to. */
  #redirected: string | null = null;

  constructor(
    private readonly upstreams: Upstreams,
    private readonly reply: Reply,
    private readonly job: Job,
    private readonly options: ForwardingOptions = {},
  ) {}

  start(): void {
    const gone = () => this.#finish({ kind: 'client_gone', resumable: this.#resumable }, 'the client closed');
    if (this.reply.closed) return gone();
    this.reply.onGone(gone);
    const { circuits, slug } = this.options.retry ?? {};
    if (circuits?.refuses(slug!))
      return this.#finish({ kind: 'upstream_lost', headSent: false, resumable: false, error: new ServerDown() });
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
    const path = this.#redirected ?? this.upstreams.pathOn(this.#target, this.job.path);
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
      this.#resent,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('the client closed'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    this.options.retry?.circuits?.close(this.options.retry.slug);
    if (redirects.has(status) && typeof headers.location === 'string' && this.#follow(controller, headers.location))
      return;
    if (this.options.review?.holds(status)) {
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
      // Larger than any message about a session or a refusal.
      if (this.#held.bytes > largestHeldBytes)
        this.#apply(this.#held, this.options.review!.oversized(this.#held.status));
      return;
    }
    if (!this.#write(chunk)) {
      controller.pause();
      this.reply.onDrain(() => controller.resume());
    }
    if (this.job.filter?.done) return this.#complete(false, 'the client has its answer');
    if (this.#frames && !(this.#observer instanceof SseObserver)) this.#frames.read(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    if (this.#held) return void this.#decide(this.#held);
    this.#complete(this.#resumable);
  }

  onResponseError(controller: Dispatcher.DispatchController | undefined, error: Error): void {
    // Errors of an attempt that was aborted to follow a redirect are ignored.
    if (this.#over || (controller && controller !== this.#controller)) return;
    if (this.#controller === null) {
      upstreamFailures.inc({ when: 'before_sending' });
      if (this.#target) this.upstreams.suspect(this.#target);
      this.#release();
      return void this.#retry(error);
    }
    if (error instanceof UndecodableAnswer)
      return this.#finish({ kind: 'refused', headSent: this.#status !== 0, message: undecodable });
    if (this.#status === 0 && !this.#held && !this.#resent && neverRead(error)) {
      this.#resent = true;
      this.#release();
      return void this.#send();
    }
    upstreamFailures.inc({ when: this.#status === 0 ? 'before_answer' : 'during_answer' });
    this.#finish({ kind: 'upstream_lost', headSent: this.#status !== 0, resumable: this.#resumable, error });
  }

  get #resumable(): boolean {
    return this.#observer instanceof SseObserver && this.#observer.resumable;
  }

  #begin(status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#stream = isEventStream(headers['content-type']) && status === 200;
    this.#observer = this.job.begin(status, headers, this.#stream);
    this.#frames =
      this.#observer instanceof SseObserver ? this.#observer.frames : this.#stream ? new SseFrames() : null;
    this.reply.followBoundaries(this.#frames);
  }

  /** @returns false when the client is slower than the container */
  #write(chunk: Buffer): boolean {
    const bytes = this.job.filter ? this.job.filter.push(chunk) : chunk;
    // Before the bytes are sent, so that the answer to a call is recorded first.
    this.#observer?.write(chunk);
    if (bytes.length === 0) return true;
    if (!this.#observer || this.#stream) return this.reply.write(bytes);
    const previous = this.#last;
    this.#last = bytes;
    return previous === null || this.reply.write(previous);
  }

  #complete(resumable: boolean, abort?: string): void {
    const rest = this.job.filter?.flush();
    this.#observer?.end();
    if (this.#last) this.reply.write(this.#last);
    if (rest && rest.length > 0) this.reply.write(rest);
    this.#finish({ kind: 'complete', status: this.#status, stream: this.#stream, resumable }, abort);
  }

  async #decide(held: HeldAnswer): Promise<void> {
    this.#release();
    const verdict = await this.options.review!.decide(held.status, Buffer.concat(held.chunks).toString('utf8'));
    if (this.#over) return;
    if (verdict.kind === 'again') {
      this.#held = null;
      return this.#send();
    }
    this.#apply(held, verdict);
    if (verdict.kind === 'send') this.#complete(false);
  }

  #apply(held: HeldAnswer, verdict: Verdict): void {
    if (verdict.kind === 'refuse')
      return this.#finish({ kind: 'refused', headSent: false, message: verdict.message }, 'the answer is refused');
    this.#held = null;
    this.#begin(verdict.kind === 'send' ? verdict.status : held.status, held.headers);
    for (const chunk of held.chunks) this.#write(chunk);
  }

  /** Follows a redirect to another spelling of the path on the same container, once; the client does not see it. */
  #follow(controller: Dispatcher.DispatchController, location: string): boolean {
    const target = this.#target!;
    const here = new URL(this.job.path, `http://localhost:${target.port}`);
    if (this.#redirected !== null || !URL.canParse(location, here.href)) return false;
    const to = new URL(location, here.href);
    if (to.port !== here.port || !['localhost', target.host].includes(to.hostname)) return false;
    this.#redirected = to.pathname + to.search;
    this.upstreams.redirected(target, this.job.path, this.#redirected);
    this.#controller = null;
    controller.abort(new Error('redirected'));
    this.#release();
    void this.#send();
    return true;
  }

  async #retry(error: Error): Promise<void> {
    const { retry } = this.options;
    this.#attempt += 1;
    if (!retry || !(await retry.routes.waitForTarget(retry.slug, this.#since, this.#attempt))) {
      retry?.circuits?.open(retry.slug);
      return this.#finish({ kind: 'upstream_lost', headSent: false, resumable: false, error });
    }
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

const undecodable = 'The server sent its answer in a content coding that cannot be decoded. It was asked for none.';
