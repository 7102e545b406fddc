import { setTimeout as pause } from 'node:timers/promises';

/**
 * Repeats the probe, less often the longer it takes, until it neither throws nor answers undefined or false.
 * @param timeoutMs 30 s by default
 * @returns what the probe answered
 * @throws the last error of the probe; or an error that shows the probe, when it answered undefined or false
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 1.1, 250)) {
    let failure: unknown;
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
      failure = new Error(`Waited ${timeoutMs} ms, and it is still ${String(answer)}: ${textOf(probe)}`);
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) throw failure;
    await pause(pauseMs);
  }
}

/** The condition as it is written in the test. */
const textOf = (probe: () => unknown): string =>
  probe
    .toString()
    .replace(/^(async )?\(\) => /, '')
    .replace(/\s+/g, ' ')
    .slice(0, 500);
