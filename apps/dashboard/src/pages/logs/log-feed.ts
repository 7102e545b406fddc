import { createParser } from 'eventsource-parser';
import { send } from '../../api/client.js';
import { ApiError, canPass } from '../../api/error.js';
import { fetchLines, type LogLine, logPath, type LogSource } from '../../api/logs.js';
import { chunkLines, LogBook } from './log-book.js';

/** `following`: new lines come by themselves. `ended`: none will. `lost`: it is being tried again. */
export type FeedState = 'opening' | 'following' | 'ended' | 'lost' | 'refused';

const silentMs = 40_000;
const firstRetryMs = 300;
const longestRetryMs = 5_000;
/** Lines that are gone for good are not asked for with every movement. */
const askAgainMs = 30_000;
const rangesAtOnce = 3;
/** Lines that fly by are shown so often; the frames between are left to scrolling and typing. */
const showMs = 60;
/** A stream is as long as it is; silence ends it sooner. */
const wholeStreamMs = 2 ** 31 - 1;

/**
 * A log that is being looked at: what is in sight is read on demand, what is new arrives as a stream that resumes where
 * it broke.
 */
export class LogFeed {
  readonly book = new LogBook();
  state: FeedState = 'opening';
  error: unknown = null;
  /** Grows with what can be seen, a few times a second at most. */
  version = 0;
  private readonly watchers = new Set<() => void>();
  private readonly closed = new AbortController();
  private readonly asked = new Map<number, number>();
  private frame: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting = false;
  private shownAt = -Infinity;
  private asking = 0;

  constructor(readonly source: LogSource) {}

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  seen = (): number => this.version;

  /** Reads the beginning, which says how long the log is, and then follows its end. */
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
        if (error instanceof ApiError && !canPass(error)) return this.become('refused');
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

  /** Reads what of these lines is not held. */
  need(from: number, to: number): void {
    for (const range of this.book.missing(from, to)) {
      if (this.asking >= rangesAtOnce || Date.now() - (this.asked.get(range.after) ?? -Infinity) < askAgainMs) continue;
      this.asked.set(range.after, Date.now());
      this.asking++;
      fetchLines(this.source, range, this.closed.signal)
        .then((page) => {
          this.take(page);
          // Complete: when it is dropped later, it may be asked for at once.
          if (page.lines.length > 0) this.asked.delete(range.after);
        })
        .catch(() => this.asked.delete(range.after))
        .finally(() => {
          this.asking--;
          this.changed();
        });
    }
  }

  private take({ lines, last }: { lines: LogLine[]; last: number }): void {
    this.book.reach(last);
    this.book.add(lines);
    this.changed();
  }

  /**
   * One connection, until it breaks (false) or the log ends (true). Nothing is read ahead of what is kept, so no line
   * is lost to haste.
   */
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
      wholeStreamMs,
    );
  }

  private become(state: FeedState): void {
    this.state = state;
    if (state === 'following') this.error = null;
    this.changed();
  }

  /** A page that nobody sees gets no frames; its lines are kept all the same. */
  private changed(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.timer = setTimeout(
      () => {
        this.frame = requestAnimationFrame(() => {
          this.waiting = false;
          this.shownAt = performance.now();
          this.version++;
          for (const watcher of this.watchers) watcher();
        });
      },
      Math.max(0, this.shownAt + showMs - performance.now()),
    );
  }
}
