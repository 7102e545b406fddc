import { buckets } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import type { AccessTable } from '../mcp/rights/access-table.js';
import { followForever } from './follow.js';

/**
 * Keeps users, groups, keys and revocations equal to the bucket `access` until stopped. Entries stay in force while the
 * bucket cannot be read.
 */
export async function followAccess(messaging: Messaging, table: AccessTable, signal: AbortSignal): Promise<void> {
  await followForever(signal, async () => {
    const bucket = await messaging.kv(buckets.access);
    const seen = new Set<string>();
    let listing = true;
    const listed = () => {
      if (listing) table.retain(seen);
      listing = false;
    };
    const { values } = await bucket.status();
    const watch = await bucket.watch();
    signal.addEventListener('abort', () => watch.stop(), { once: true });
    table.rewind();
    if (values === 0) listed();
    for await (const entry of watch) {
      const text = entry.operation === 'PUT' ? entry.string() : null;
      if (text !== null && listing) seen.add(entry.key);
      table.apply({ key: entry.key, text }, entry.revision);
      if (!entry.delta) listed();
    }
  });
}
