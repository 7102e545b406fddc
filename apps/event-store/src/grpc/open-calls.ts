import { type EventEmitter, once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { EventRow } from '../storage/event-reader.js';
import { grpcFailures } from './grpc-failures.js';
import type { Streams } from './protocol.js';

/** A call that is answered by a stream of messages: those of the generated classes, or events as bytes. */
export type ReadCall = ServerWritableStream<Streams.ReadReq, Streams.ReadResp | Buffer>;

/** Events handed to the socket before the reader's pace is looked at again. */
const eventsInHand = 128;

/** Where the answers of one reading call go. */
export interface ReadOutput {
  /** False once the reader has gone or the server stops. */
  readonly open: boolean;
  /** Waits while the reader is slower than the server: nothing piles up, and no reader is dropped. */
  write(message: Streams.ReadResp): Promise<void>;
  /** As `write`, for each event in turn. */
  writeEvents(rows: EventRow[]): Promise<void>;
  /** How many commits there have been. */
  commits(): number;
  /** Resolves when there has been another commit than those seen, or when the call has ended. */
  commitAfter(seen: number): Promise<void>;
  /** Ends the call well. */
  end(): void;
  /** Ends the call with a failure of `grpcFailures`. */
  fail(error: Error): void;
}

/** All streaming calls in progress, and what wakes the subscriptions among them. */
export class OpenCalls {
  private readonly calls = new Set<EventEmitter>();
  private readonly waiting = new Set<() => void>();
  private commitCount = 0;

  /** Makes the call one of those that end when the server stops. */
  track(call: EventEmitter, ended: () => void = () => undefined): void {
    this.calls.add(call);
    const leave = (): void => {
      this.calls.delete(call);
      ended();
    };
    for (const event of ['cancelled', 'close', 'finish', 'error']) call.on(event, leave);
  }

  /** @param encode an event as the bytes of a `ReadResp` */
  open(call: ReadCall, encode: (row: EventRow) => Buffer): ReadOutput {
    const gone = new AbortController();
    this.track(call, () => gone.abort());
    writeTogether(call);
    const drained = async (): Promise<void> => {
      if (call.writableNeedDrain && !gone.signal.aborted)
        await once(call, 'drain', { signal: gone.signal }).catch(() => undefined);
    };
    const waiting = this.waiting;
    const count = (): number => this.commitCount;
    return {
      get open() {
        return !gone.signal.aborted && !call.cancelled;
      },
      async write(message) {
        if (!gone.signal.aborted) call.write(message);
        await drained();
      },
      async writeEvents(rows) {
        for (let from = 0; from < rows.length && !gone.signal.aborted; from += eventsInHand) {
          for (const row of rows.slice(from, from + eventsInHand)) call.write(encode(row));
          await drained();
        }
      },
      commits: count,
      commitAfter(seen) {
        if (count() !== seen || gone.signal.aborted) return Promise.resolve();
        return new Promise((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            gone.signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          gone.signal.addEventListener('abort', wake);
        });
      },
      end() {
        if (!gone.signal.aborted) call.end();
        gone.abort();
      },
      fail(error) {
        // `destroy` would lose the trailers.
        if (!gone.signal.aborted) call.emit('error', error);
        gone.abort();
      },
    };
  }

  /** Wakes every subscription that waits for events. */
  committed(): void {
    this.commitCount++;
    for (const wake of [...this.waiting]) wake();
  }

  /** Ends every call; the clients come back when there is a server again. */
  cancelAll(): void {
    for (const call of [...this.calls]) call.emit('error', grpcFailures.stopping());
  }
}

/**
 * A call sends one message per flush of the socket: it has no `writev`. With one, all that is waiting goes out
 * together, which more than halves the time of a replay.
 */
function writeTogether(call: ReadCall): void {
  const { call: inner } = call as unknown as { call?: { sendMessage?: (message: unknown, sent: () => void) => void } };
  if (!inner?.sendMessage) return;
  call._writev = (chunks, done) => {
    let left = chunks.length;
    for (const { chunk } of chunks) inner.sendMessage!(chunk, () => --left === 0 && done());
  };
}
