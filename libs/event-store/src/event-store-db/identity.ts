import { randomUUID } from 'node:crypto';
import { type EventStore, RevisionConflict } from '../store/event-store.js';

/**
 * Its last event names the database. The embedded server writes it; on a cluster the first client does, and a restored
 * backup appends another.
 */
export const identityStream = 'store-identity';

/** The event that names a database. */
export const identified = (identity: string) => ({ type: 'StoreIdentified', data: { identity } });

type StoreIdentified = ReturnType<typeof identified>;

/** The identity of the database. Names it when nothing has yet. @throws EventStoreUnavailable */
export async function readIdentity(store: EventStore): Promise<string> {
  for (;;) {
    const last = (await store.read<StoreIdentified>(identityStream)).at(-1);
    if (last) return last.data.identity;
    const identity = randomUUID();
    try {
      await store.append(identityStream, [identified(identity)], { expected: 'none' });
      return identity;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
}
