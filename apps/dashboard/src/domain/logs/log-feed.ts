import { createParser } from 'eventsource-parser';
import { fetchLines, type LogLine, logPath, type LogSource } from '../../api/deployments/logs.js';
import { send } from '../../api/http/client.js';
import { ApiError, isTemporary } from '../../api/http/error.js';
import { chunkLines, LogBook } from './log-book.js';

/** `following`: new lines arrive. `ended`: the log is complete. `lost`: a new connection is being tried. */
export type FeedState = 'opening' | 'following' | 'ended' | 'lost' | 'refused';

const silentMs = 40_000;
const firstRetryMs = 300;
const longestRetryMs = 5_000;
/** Pause before missing lines are requested again: lines may be deleted, and scrolling must not repeat the request. */
const requestAgainMs = 30_000;
const maxRequests = 3;
/** Shortest pause between two updates of the page, which leaves time for scrolling and typing. */
const showMs = 60;
/** The longest timer there is: no overall timeout. `silentMs` ends a broken stream. */
const noTimeoutMs = 2 ** 31 - 1;

/** Reads a log that a page shows: `need` reads lines on demand, and new lines arrive as a stream that can resume. */
export class LogFeed {
  readonly book = new LogBook();
  state: FeedState = 'opening';
  error: unknown = null;
  /** Grows with each change, a few times a second at most. */
  version = 0;
  private readonly watchers = new Set<() => void>();
  private readonly closed = new AbortController();
  private readonly requestedAt = new Map<number, number>();
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isScheduled = false;
  private shownAt = -Infinity;
  private requests = 0;

  constructor(readonly source: LogSource) {}

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  snapshot = (): number => this.version;

  /** Reads the beginning, which has the length of the log, and then follows the end until `close` is called. */
  async open(): Promise<void> {
    for (let retryMs = firstRetryMs; !this.closed.signal.aborted; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      try {
        if (this.state === 'opening')
          this.take(await fetchLines(this.source, { after: 0, limit: chunkLines }, this.closed.signal));
        const from = this.book.total;
        const ended = await this.follow();
        if (ended) return this.become('ended');
        if (this.book.total > from) retryMs = firstRetryMs;
      } catch (error) {
        if (this.closed.signal.aborted) return;
        this.error = error;
        if (error instanceof ApiError && !isTemporary(error)) return this.become('refused');
      }
      this.become('lost');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  close(): void {
    this.closed.abort();
    clearTimeout(this.timer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.watchers.clear();
  }

  /** Reads those of these lines that are not in the book. */
  need(from: number, to: number): void {
    for (const range of this.book.missing(from, to)) {
      if (
        this.requests >= maxRequests ||
        Date.now() - (this.requestedAt.get(range.after) ?? -Infinity) < requestAgainMs
      )
        continue;
      this.requestedAt.set(range.after, Date.now());
      this.requests++;
      fetchLines(this.source, range, this.closed.signal)
        .then((page) => {
          this.take(page);
          // Complete: if the chunk is dropped later, it may be requested at once.
          if (page.lines.length > 0) this.requestedAt.delete(range.after);
        })
        .catch(() => this.requestedAt.delete(range.after))
        .finally(() => {
          this.requests--;
          this.changed();
        });
    }
  }

  private take({ lines, last }: { lines: LogLine[]; last: number }): void {
    this.book.reach(last);
    this.book.add(lines);
    this.changed();
  }

  /** Reads one connection. @returns true when the log has ended, false when the connection broke */
  private async follow(): Promise<boolean> {
    const broken = new AbortController();
    const signal = AbortSignal.any([this.closed.signal, broken.signal]);
    let silence = setTimeout(() => broken.abort(), silentMs);
    try {
      const response = await this.stream(signal);
      this.become('following');
      let lines: LogLine[] = [];
      let ended = false;
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event === 'end') ended = true;
          else lines.push(JSON.parse(data) as LogLine);
        },
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      while (!ended) {
        const { done, value } = await reader.read();
        if (done) return ended;
        clearTimeout(silence);
        silence = setTimeout(() => broken.abort(), silentMs);
        parser.feed(value);
        if (lines.length === 0) continue;
        this.book.add(lines);
        lines = [];
        this.changed();
      }
      return true;
    } finally {
      clearTimeout(silence);
      broken.abort();
    }
  }

  private async stream(signal: AbortSignal): Promise<Response> {
    return send(
      new Request(new URL(`${logPath(this.source)}?after=${this.book.total}`, location.origin), {
        headers: { accept: 'text/event-stream' },
        signal,
      }),
      noTimeoutMs,
    );
  }

  private become(state: FeedState): void {
    this.state = state;
    if (state === 'following') this.error = null;
    this.changed();
  }

  /** Hidden pages get no animation frames, so their watchers are called when they are shown again. */
  private changed(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.timer = setTimeout(
      () => {
        this.frame = requestAnimationFrame(() => {
          this.isScheduled = false;
          this.shownAt = performance.now();
          this.version++;
          for (const watcher of this.watchers) watcher();
        });
      },
      Math.max(0, this.shownAt + showMs - performance.now()),
    );
  }
}
