import type { StoredEvent } from '@toolyard/event-store';

/** Outside subscribers learn what changed; ciphertext stays in the event store, where destroying its key reaches it. */
export function withoutCiphertext({ data }: StoredEvent): unknown {
  const { value: _value, values: _values, tokens: _tokens, ...rest } = data as Record<string, unknown>;
  return rest;
}
