import type { StoredEvent } from '@toolyard/event-store';

/** Digests, hashes and sealed secrets stay in the event store. */
export function withoutDigests({ data }: StoredEvent): unknown {
  const { hash: _hash, digest: _digest, digests: _digests, secret: _secret, ...rest } = data as Record<string, unknown>;
  return rest;
}
