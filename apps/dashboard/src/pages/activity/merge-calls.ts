import type { Call } from '../../api/activity.js';

export interface MergedCalls {
  /** The same calls in the same order as before, with what is known of them now. */
  rows: Call[];
  /** Calls that began since, and how many of them run. */
  fresh: number;
  freshRunning: number;
}

/** What is shown stays where it is; what is new is counted. `watched` reads further back than what is shown. */
export function mergeCalls(shown: Call[], watched: Call[] | undefined): MergedCalls {
  if (!watched) return { rows: shown, fresh: 0, freshRunning: 0 };
  const now = new Map(watched.map((call) => [call.id, call]));
  const known = new Set(shown.map(({ id }) => id));
  const oldest = shown.filter(({ status }) => status !== 'in_progress').at(-1)?.startedAt ?? '';
  const fresh = watched.filter(
    ({ id, startedAt, status }) => !known.has(id) && (status === 'in_progress' || startedAt >= oldest),
  );
  return {
    rows: shown.map((call) => now.get(call.id) ?? call),
    fresh: fresh.length,
    freshRunning: fresh.filter(({ status }) => status === 'in_progress').length,
  };
}

/** A call that ran when the list was read and is in no newer list: it has ended, further back than anybody looked. */
export const hasLostTrack = (shown: Call[], watched: Call[] | undefined): boolean =>
  watched !== undefined &&
  shown.some(({ id, status }) => status === 'in_progress' && !watched.some((call) => call.id === id));

/** `3 new calls, 1 of them in progress`; more than were read are not counted. */
export function newsText({ fresh, freshRunning }: MergedCalls, mostRead: number): string {
  const count =
    fresh >= mostRead ? `More than ${mostRead} new calls` : `${fresh} new ${fresh === 1 ? 'call' : 'calls'}`;
  return freshRunning === 0 ? count : `${count}, ${fresh === 1 ? 'in progress' : `${freshRunning} in progress`}`;
}
