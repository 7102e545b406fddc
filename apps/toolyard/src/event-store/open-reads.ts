import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { grpcFailures } from './grpc-failures.js';
import type { Streams } from './protocol.js';

type Call = ServerWritableStream<Streams.ReadReq, Streams.ReadResp>;

export interface ReadOutput {
  /** False once the reader has gone or the server stops. */
  readonly open: boolean;
  /** Waits while the reader is slower than the server: nothing piles up, nobody is dropped. */
  write(message: Streams.ReadResp): Promise<void>;
  /** How many commits there have been. */
  commits(): number;
  /** Resolves when there has been another commit than those seen, or when the call has ended. */
  commitAfter(seen: number): Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/** All reads in progress, and what wakes the subscriptions among them. */
export class OpenReads {
  private readonly calls = new Map<Call, AbortController>();
  private readonly waiting = new Set<() => void>();
  private commitCount = 0;

  open(call: Call): ReadOutput {
    const gone = new AbortController();
    this.calls.set(call, gone);
    const leave = (): void => {
      this.calls.delete(call);
      gone.abort();
    };
    call.on('cancelled', leave);
    call.on('close', leave);
    call.on('error', leave);
    const waiting = this.waiting;
    const count = (): number => this.commitCount;
    return {
      get open() {
        return !gone.signal.aborted && !call.cancelled;
      },
      async write(message) {
        if (gone.signal.aborted || call.write(message)) return;
        await once(call, 'drain', { signal: gone.signal }).catch(() => undefined);
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
        leave();
      },
      fail(error) {
        // `destroy` would lose the trailers.
        if (!gone.signal.aborted) call.emit('error', error);
        leave();
      },
    };
  }

  committed(): void {
    this.commitCount++;
    for (const wake of [...this.waiting]) wake();
  }

  /** Ends every read; the clients come back when there is a server again. */
  cancelAll(): void {
    for (const call of [...this.calls.keys()]) call.emit('error', grpcFailures.stopping());
  }
}
