import type { Actor } from '@toolyard/contracts';
import type { Metadata } from '@toolyard/event-store';
import { correlationId, originAddress } from '@toolyard/messaging';

/** Metadata of events: who caused them, from where, and for which request. */
export function changedBy(actor: Actor | undefined): Metadata {
  return { actor, correlationId: correlationId(), address: originAddress() };
}
