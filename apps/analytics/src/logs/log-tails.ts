import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { logKey, type LogName } from './log-line.js';

const mostLogsKept = 10_000;

/** Notifies the followers of a log that it grew. */
@Injectable()
export class LogTails {
  private readonly lasts = new LRUCache<string, number>({ max: mostLogsKept });
  private readonly growth = new EventEmitter().setMaxListeners(0);

  grew(log: LogName, last: number): void {
    const key = logKey(log);
    this.lasts.set(key, last);
    this.growth.emit(key);
  }

  /** Number of the last line stored since this process began; 0 when there was none. */
  last(log: LogName): number {
    return this.lasts.get(logKey(log)) ?? 0;
  }

  /**
   * Resolves when the log has a line after number `n`, after `timeoutMs`, or when the signal fires; whichever is first.
   */
  async grownBeyond(log: LogName, n: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.last(log) > n || signal.aborted) return;
    const key = logKey(log);
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.growth.off(key, done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.growth.on(key, done);
      signal.addEventListener('abort', done);
    });
  }
}
