import { buckets } from '@toolyard/contracts';
import type { Consumption, Messaging } from '@toolyard/messaging';
import type { AccessTable } from '../mcp/rights/access-table.js';
import { logFailure } from './follow-failure.js';

/**
 * Keeps users, groups, keys and revocations equal to the bucket `access` until stopped. Entries stay in force while the
 * bucket cannot be read.
 */
export function followAccess(messaging: Messaging, table: AccessTable): Consumption {
  return messaging.follow(
    buckets.access,
    {
      begin: () => table.rewind(),
      put: (key, text, revision) => table.apply({ key, text }, revision),
      retain: (keys) => table.retain(keys),
    },
    { onFailure: logFailure(buckets.access) },
  );
}
