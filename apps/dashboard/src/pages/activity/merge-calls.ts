import type { Call } from '../../api/activity/calls.js';

export interface MergedCalls {
  /** The calls of the page, in the same order, with their newest state. */
  rows: Call[];
  /** How many calls began since the page was read, and how many of those are running. */
  fresh: number;
  freshRunning: number;
}

/** Updates the calls of a page in place, and counts newer ones. `newest` reaches further back than the page. */
export function mergeCalls(shown: Call[], newest: Call[] | undefined): MergedCalls {
  if (!newest) return { rows: shown, fresh: 0, freshRunning: 0 };
  const now = new Map(newest.map((call) => [call.id, call]));
  const shownIds = new Set(shown.map(({ id }) => id));
  const oldest = shown.filter(({ status }) => status !== 'in_progress').at(-1)?.startedAt ?? '';
  const fresh = newest.filter(
    ({ id, startedAt, status }) => !shownIds.has(id) && (status === 'in_progress' || startedAt >= oldest),
  );
  return {
    rows: shown.map((call) => now.get(call.id) ?? call),
    fresh: fresh.length,
    freshRunning: fresh.filter(({ status }) => status === 'in_progress').length,
  };
}

/** Whether a running call of the page is not among the newest calls: it has ended, but its result was not read. */
export const hasLostTrack = (shown: Call[], newest: Call[] | undefined): boolean =>
  newest !== undefined &&
  shown.some(({ id, status }) => status === 'in_progress' && !newest.some((call) => call.id === id));

/** `3 new calls, 1 in progress`; at most as many are counted as were read. */
export function newsText({ fresh, freshRunning }: MergedCalls, mostRead: number): string {
  const count =
    fresh >= mostRead ? `More than ${mostRead} new calls` : `${fresh} new ${fresh === 1 ? 'call' : 'calls'}`;
  return freshRunning === 0 ? count : `${count}, ${fresh === 1 ? 'in progress' : `${freshRunning} in progress`}`;
}
