import type { StoredEvent } from '@toolyard/event-store';

/** Digests and hashes stay in the event store. */
export function withoutDigests({ data }: StoredEvent): unknown {
  const { hash: _hash, digest: _digest, ...rest } = data as Record<string, unknown>;
  return rest;
}
