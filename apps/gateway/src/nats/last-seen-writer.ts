import { buckets } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import type { WriteLastSeen } from '../mcp/rights/last-seen.js';
import type { PlatformLink } from './platform-link.js';

/**
 * Writes when an account or a key was last used to the bucket that `identity` reads. Published without waiting for an
 * acknowledgement, which takes a tenth of the work; a lost value is written again at the next use.
 */
export function lastSeenWriter(link: PlatformLink): WriteLastSeen {
  return (name, at) => link.current?.messaging.connection.publish(`$KV.${buckets.lastSeen}.${name}`, at);
}

/** Makes sure that the bucket exists. */
export function openLastSeen(messaging: Messaging): void {
  messaging
    .kv(buckets.lastSeen)
    .catch((error: unknown) => log.debug({ err: error }, 'the bucket of last uses could not be opened'));
}
