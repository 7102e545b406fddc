/** What an append expects of its stream; a bigint is the revision of the last event. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** A stream as an append finds it. */
export interface StreamState {
  /** Revision of the last event, -1 when there is none. */
  last: number;
  tombstoned: boolean;
  softDeleted: boolean;
  hasMetadata: boolean;
}

type Decision =
  { kind: 'append' } | { kind: 'repeated'; last: number } | { kind: 'wrong-version' } | { kind: 'deleted' };

interface StoredIds {
  /** Revision under which this stream holds the event, if it is among the recent ones. */
  recent(id: string): number | undefined;
  /** Id of the event at a revision of this stream. */
  at(revision: number): string | undefined;
}

/**
 * EventStoreDB's order of checks: deleted, existence, then whether the same events are already there. Events that are
 * there only in part are a conflict; an append at the exact end is never taken for a repetition.
 */
export function decideAppend(expected: Expected, stream: StreamState, ids: string[], stored: StoredIds): Decision {
  if (stream.tombstoned) return { kind: 'deleted' };
  if (expected === 'stream_exists') {
    if (stream.softDeleted) return { kind: 'deleted' };
    if (stream.last < 0 && !stream.hasMetadata) return { kind: 'wrong-version' };
  }
  if (expected === 'any' || expected === 'stream_exists') return decideUnversioned(ids, stored);
  const expectedLast = expected === 'no_stream' ? -1 : Number(expected);
  if (expectedLast === stream.last) return { kind: 'append' };
  if (expectedLast > stream.last || ids.length === 0) return { kind: 'wrong-version' };
  const firstDifferent = ids.findIndex(
    (id, index) => stored.recent(id) !== expectedLast + 1 + index && stored.at(expectedLast + 1 + index) !== id,
  );
  if (firstDifferent < 0) return { kind: 'repeated', last: expectedLast + ids.length };
  return firstDifferent === 0 && expected === 'no_stream' && stream.softDeleted
    ? { kind: 'append' }
    : { kind: 'wrong-version' };
}

function decideUnversioned(ids: string[], stored: StoredIds): Decision {
  const revisions = ids.map((id) => stored.recent(id));
  const firstNew = revisions.indexOf(undefined);
  if (firstNew === 0 || ids.length === 0) return { kind: 'append' };
  if (firstNew > 0) return { kind: 'wrong-version' };
  return { kind: 'repeated', last: revisions.at(-1)! };
}
