import type { Messaging } from '@toolyard/messaging';

/** Calls `run` after every reconnect: messages sent while the connection was lost were not received. */
export async function onReconnect(messaging: Messaging, run: () => void, signal: AbortSignal): Promise<void> {
  for await (const { type } of messaging.connection.status()) {
    if (signal.aborted) return;
    if (type === 'reconnect') run();
  }
}
