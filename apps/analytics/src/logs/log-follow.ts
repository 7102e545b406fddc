import type { LogLine } from '@toolyard/contracts';

export type LogNews = { lines: LogLine[] } | { idle: true } | { ended: string };

/** What following a log needs to know about it. */
export interface LogSource {
  /** The next lines after number `after`, at most as many as the source likes to give at once. */
  read(after: number): Promise<{ lines: LogLine[]; exhausted: boolean }>;
  /** Number of the last stored line, as far as this process knows. */
  last(): number;
  /** Resolves when there may be lines after number `n`, or after a while. */
  grown(n: number): Promise<void>;
  /** How the log ended, once it has and everything of it is stored; else undefined. */
  ended(): Promise<string | undefined>;
}

/**
 * A log from one line on until its end: every line once and in order. Nothing is read ahead of the consumer, so a slow
 * one holds nothing in memory. `idle` comes now and then while there is nothing new.
 */
export async function* follow(source: LogSource, after: number, signal: AbortSignal): AsyncGenerator<LogNews> {
  let n = after;
  while (!signal.aborted) {
    // Both are asked before reading: what is stored after them is read again.
    const ended = await source.ended();
    const last = source.last();
    const { lines, exhausted } = await source.read(n);
    if (lines.length > 0) yield { lines };
    n = Math.max(n, lines.at(-1)?.n ?? 0, exhausted ? last : 0);
    if (!exhausted) continue;
    if (ended !== undefined) {
      yield { ended };
      return;
    }
    if (lines.length === 0) yield { idle: true };
    await source.grown(n);
  }
}
