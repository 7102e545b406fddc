import type { CallSpan } from '../../api/activity/call-span.js';

export const rangeNames = ['24h', '7d', '30d', 'all', 'custom'] as const;
type RangeName = (typeof rangeNames)[number];

export const rangeLabels: Record<RangeName, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'All time',
  custom: 'Custom range',
};

/** The range in the URL; `from` and `to` are ISO 8601 and used only with `custom`. */
export interface RangeState {
  range: string;
  from: string;
  to: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lengths: Partial<Record<string, number>> = { '24h': dayMs, '7d': 7 * dayMs, '30d': 30 * dayMs };

export const rangeName = ({ range }: RangeState): RangeName => rangeNames.find((name) => name === range) ?? '24h';

/** The span of a range. A custom range with an invalid time is open on that side. */
export function spanOfRange(state: RangeState): CallSpan {
  const name = rangeName(state);
  if (name === 'custom') return { from: instant(state.from), to: instant(state.to) };
  return { lastMs: lengths[name] };
}

/** The range for a selection in a chart, in seconds since 1970: whole minutes, at least one. */
export function selectedRange(fromSeconds: number, toSeconds: number): RangeState {
  const from = Math.floor(fromSeconds / 60);
  const to = Math.max(from + 1, Math.ceil(toSeconds / 60 - 0.01));
  return { range: 'custom', from: new Date(from * 60_000).toISOString(), to: new Date(to * 60_000).toISOString() };
}

function instant(text: string): string | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** A time for a `datetime-local` field: local time, to the minute. */
export function toLocalField(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalField(text: string): string {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** Whether a custom range ends before it begins. */
export const isReversed = ({ range, from, to }: RangeState): boolean =>
  range === 'custom' && Date.parse(from) >= Date.parse(to);
