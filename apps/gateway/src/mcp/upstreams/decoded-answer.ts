import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { Dispatcher } from 'undici';
import { isEventStream } from '../protocol/media-types.js';

/** The container compressed its answer although `identity` was asked for, and the answer cannot be decoded. */
export class UndecodableAnswer extends Error {
  override readonly name = 'UndecodableAnswer';
  constructor(cause?: unknown) {
    super('The answer has a content coding that cannot be decoded.', { cause });
  }
}

const bareHeaders = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'etag', 'content-digest']);
/** A whole answer is decoded before its head is passed on, so that one that cannot be decoded becomes an error. */
const largestWholeBytes = 16 << 20;

/**
 * Passes an answer on decoded: rights, records and clients see the bytes of the message, whatever coding the container
 * chose (RFC 9110, section 8.4). An answer without a coding passes through as it is.
 */
export class DecodedAnswer implements Dispatcher.DispatchHandler {
  #coding: string | null = null;
  #decoder: Transform | null = null;
  #begin: (() => void) | null = null;
  #whole: Buffer[] | null = null;
  #wholeBytes = 0;
  #over = false;

  /** @param onHead called when the head arrived (true), or will not arrive any more; perhaps more than once */
  constructor(
    private readonly handler: Dispatcher.DispatchHandler,
    private readonly onHead: (arrived: boolean) => void = () => undefined,
  ) {}

  onRequestStart(...args: Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestStart']>>): void {
    this.handler.onRequestStart?.(...args);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusMessage?: string,
  ): void {
    if (status >= 200) this.onHead(true);
    const coding = status < 200 ? '' : codingOf(headers);
    if (coding === '') return this.handler.onResponseStart?.(controller, status, headers, statusMessage);
    const bare = Object.fromEntries(Object.entries(headers).filter(([name]) => !bareHeaders.has(name)));
    this.#coding = coding;
    this.#begin = () => {
      this.#begin = null;
      this.handler.onResponseStart?.(controller, status, bare, statusMessage);
    };
    if (!supported.has(coding)) return this.#fail(controller, new UndecodableAnswer());
    if (isEventStream(headers['content-type']) && status === 200) this.#begin();
    else this.#whole = [];
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    if (this.#coding === null) return this.handler.onResponseData?.(controller, chunk);
    this.#decoder ??= this.#start(controller, chunk);
    if (this.#decoder.write(chunk)) return;
    controller.pause();
    this.#decoder.once('drain', () => controller.resume());
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    if (this.#over) return;
    if (this.#coding === null) return this.handler.onResponseEnd?.(controller, trailers);
    if (this.#decoder) this.#decoder.end();
    else this.#end(controller);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.onHead(false);
    if (this.#over) return;
    this.#over = true;
    this.#decoder?.destroy();
    this.handler.onResponseError?.(controller, error);
  }

  #start(controller: Dispatcher.DispatchController, first: Buffer): Transform {
    const decoder = decoderOf(this.#coding!, first, this.#whole === null);
    // The reader of the decoded bytes pauses the decoder, which in turn pauses the connection.
    const outlet = Object.create(controller, {
      pause: { value: () => void decoder.pause() },
      resume: { value: () => void decoder.resume() },
    }) as Dispatcher.DispatchController;
    decoder.on('data', (chunk: Buffer) => {
      if (this.#over) return;
      if (!this.#whole) return this.handler.onResponseData?.(outlet, chunk);
      this.#whole.push(chunk);
      this.#wholeBytes += chunk.length;
      if (this.#wholeBytes > largestWholeBytes) this.#fail(controller, new UndecodableAnswer());
    });
    decoder.on('end', () => this.#end(controller));
    decoder.on('error', (cause) => this.#fail(controller, new UndecodableAnswer(cause)));
    return decoder;
  }

  #end(controller: Dispatcher.DispatchController): void {
    if (this.#over) return;
    this.#begin?.();
    for (const chunk of this.#whole ?? []) this.handler.onResponseData?.(controller, chunk);
    this.#over = true;
    this.handler.onResponseEnd?.(controller, {});
  }

  #fail(controller: Dispatcher.DispatchController, error: UndecodableAnswer): void {
    if (this.#over) return;
    this.#over = true;
    this.#whole = null;
    this.#decoder?.destroy();
    this.handler.onResponseError?.(controller, error);
    controller.abort(error);
  }
}

const supported = new Set(['gzip', 'deflate', 'br', 'zstd']);

/** @returns empty without a coding; several codings in one name that is not supported */
function codingOf(headers: IncomingHttpHeaders): string {
  const named = [headers['content-encoding'], headers['transfer-encoding']].flat().join(',').toLowerCase();
  const codings = named.split(',').map((each) => each.trim().replace(/^x-/, ''));
  return codings.filter((each) => !['', 'identity', 'chunked'].includes(each)).join(',');
}

/** @param first the first bytes; servers send `deflate` with and without the header of zlib (RFC 9110, 8.4.1.2) */
function decoderOf(coding: string, first: Buffer, stream: boolean): Transform {
  // The end of a stream may be cut off; a whole answer is complete or no answer.
  const options = stream ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
  switch (coding) {
    case 'gzip':
      return createGunzip(options);
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return (first[0]! & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options);
  }
}
