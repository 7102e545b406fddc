import { setTimeout as delay } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { Failure } from '../failure.js';
import type { LogLine, Platform } from './platform.js';

const firstRetryMs = 500;
const mostRetries = 6;

/**
 * The lines of a log as they are written. Where the stream is cut it is resumed after the last line, so no line is
 * missing or twice. Ends with the log of a deployment; the log of a server has no end.
 *
 * @param path of the log below the URL of the platform
 * @param after number of the line after which to begin
 * @throws Failure when the platform refuses, or `no_answer` when it is away for half a minute
 */
export async function* followLog(platform: Platform, path: string, after = 0): AsyncGenerator<LogLine, void> {
  let last = after;
  for (let retries = 0; !platform.signal.aborted; retries++) {
    try {
      for await (const event of eventsOf(await platform.stream(path, last))) {
        retries = 0;
        if (event.type === 'end') return;
        if (event.line.n <= last) continue;
        last = event.line.n;
        yield event.line;
      }
    } catch (error) {
      if (platform.signal.aborted) return;
      const lasting = error instanceof Failure && !['no_answer', 'unavailable'].includes(error.code);
      if (lasting || retries >= mostRetries) throw error;
    }
    await delay(firstRetryMs * 2 ** Math.min(retries, 4), undefined, { signal: platform.signal }).catch(() => {});
  }
}

type LogEvent = { type: 'line'; line: LogLine } | { type: 'end' };

/** Events of later versions are left out. */
async function* eventsOf(answer: Response): AsyncGenerator<LogEvent, void> {
  const ready: LogEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const line = event === undefined ? lineOf(data) : null;
      if (event === 'end') ready.push({ type: 'end' });
      else if (line) ready.push({ type: 'line', line });
    },
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of answer.body ?? []) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* ready.splice(0);
    }
  } catch (error) {
    throw new Failure('no_answer', 'The log stream was cut and could not be resumed. Try again.', undefined, {
      cause: error,
    });
  }
}

function lineOf(data: string): LogLine | null {
  try {
    const line = JSON.parse(data) as Partial<LogLine> | null;
    return typeof line?.n === 'number' && typeof line.text === 'string' ? (line as LogLine) : null;
  } catch {
    return null;
  }
}
