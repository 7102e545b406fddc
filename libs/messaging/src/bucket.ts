import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { KV, KvWatchEntry } from '@nats-io/kv';
import { type Consumption, repeatUntilStopped } from './repeat.js';

/** Keeps something equal to a key-value bucket. */
export interface BucketFollower {
  /** An entry was written (`text`), or deleted or expired (`null`). A new listing repeats entries. */
  put(key: string, text: string | null, revision: number): void;
  /** After a complete listing: the keys that exist. What is not among them was deleted while nothing was followed. */
  retain?(keys: ReadonlySet<string>): void;
  /** A new listing begins, perhaps of a bucket that was created anew and counts revisions from one again. */
  begin?(): void;
}

/** Which keys of a bucket to follow. */
export interface FollowOptions {
  /** Keys to follow, with NATS wildcards; all of them when absent. */
  keys?: string;
  /** Skips what the bucket holds already; `retain` is not called then. */
  updatesOnly?: boolean;
  /** The bucket cannot be followed for the moment; it is tried again. */
  onFailure?: (error: unknown) => void;
}

const outdated: readonly number[] = [
  JetStreamApiCodes.StreamWrongLastSequence,
  JetStreamApiCodes.StreamWrongLastSequenceUnknown,
];

/** Whether a write over a known revision failed because another one was faster. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof JetStreamApiError && outdated.includes(error.code);

/**
 * Follows a bucket until stopped, through every loss of the connection: lists what it holds, then hands over each
 * change. Errors that a follower throws count as a loss, after which the listing begins again.
 */
export function followBucket(
  open: () => Promise<KV>,
  follower: BucketFollower,
  { keys, updatesOnly = false, onFailure }: FollowOptions = {},
): Consumption {
  let watch: (AsyncIterable<KvWatchEntry> & { stop(): void }) | undefined;

  async function follow(signal: AbortSignal): Promise<void> {
    const bucket = await open();
    const present = new Set<string>();
    let listing = !updatesOnly;
    const listed = () => {
      if (listing) follower.retain?.(present);
      listing = false;
    };
    const { values } = await bucket.status();
    watch = await bucket.watch({ key: keys, include: updatesOnly ? 'updates' : undefined });
    if (signal.aborted) watch.stop();
    follower.begin?.();
    if (values === 0) listed();
    for await (const entry of watch) {
      const text = entry.operation === 'PUT' ? entry.string() : null;
      if (text !== null && listing) present.add(entry.key);
      follower.put(entry.key, text, entry.revision);
      if (!entry.delta) listed();
    }
  }

  return repeatUntilStopped(
    (signal) => follow(signal).finally(() => watch?.stop()),
    () => watch?.stop(),
    onFailure,
  );
}
