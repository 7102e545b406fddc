import { setTimeout as sleep } from 'node:timers/promises';
import type { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';

const retryMs = 1_000;

/** Runs `follow` again whenever it ends or fails, until stopped. */
export async function followForever(signal: AbortSignal, follow: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'a bucket cannot be followed; trying again');
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Calls `run` after every reconnect: messages sent while the connection was lost were not received. */
export async function onReconnect(messaging: Messaging, run: () => void, signal: AbortSignal): Promise<void> {
  for await (const { type } of messaging.connection.status()) {
    if (signal.aborted) return;
    if (type === 'reconnect') run();
  }
}
