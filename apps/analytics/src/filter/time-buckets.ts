import type { Temporal } from 'temporal-polyfill';
import type { Span } from './time-grains.js';
import { zoned } from './time-zone.js';

type Unit = 'minute' | 'day' | 'week' | 'month';

/** Widths of buckets on the clock and in the calendar of a time zone. */
export interface BucketWidth {
  unit: Unit;
  count: number;
  /** The usual length: days with a change of the clock are longer or shorter. */
  ms: number;
}

const minute = 60_000;
const day = 86_400_000;
const clock = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count): BucketWidth => ({
  unit: 'minute',
  count,
  ms: count * minute,
}));
const month: BucketWidth = { unit: 'month', count: 1, ms: 30 * day };
const widths: readonly BucketWidth[] = [
  ...clock,
  { unit: 'day', count: 1, ms: day },
  { unit: 'day', count: 2, ms: 2 * day },
  { unit: 'week', count: 1, ms: 7 * day },
  month,
];
const mostBuckets = 100;

/** The shortest of the usual widths that gives at most 100 buckets; months have no limit. */
export function bucketWidth(span: Span): BucketWidth {
  return widths.find(({ ms }) => (span.to - span.from) / ms <= mostBuckets) ?? month;
}

/**
 * Edges of the buckets that cover the span, in milliseconds since 1970: the first is at or before `from`, the last at
 * or after `to`. Days, weeks (from Monday) and months are those of the time zone. Buckets of an hour and less count
 * from midnight by the time that passed, longer ones by the clock, so that they begin at the same hours every day.
 */
export function bucketEdges(span: Span, width: BucketWidth, timeZone: string): number[] {
  const edges: number[] = [];
  for (const edge of edgesFrom(zoned(span.from, timeZone), width)) {
    if (edge <= span.from) edges[0] = edge;
    else if (edge > edges.at(-1)!) edges.push(edge);
    if (edge >= span.to) break;
  }
  return edges;
}

/** The edges of as many buckets right before these. */
export function earlierEdges(edges: readonly number[], width: BucketWidth, timeZone: string): number[] {
  if (width.unit === 'minute') return edges.map((edge) => edge - (edges.at(-1)! - edges[0]!));
  const earlier = { [`${width.unit}s`]: (edges.length - 1) * width.count };
  return edges.map((edge) => zoned(edge, timeZone).subtract(earlier).epochMilliseconds);
}

/** Endless; begins at or before the given time. */
function* edgesFrom(at: Temporal.ZonedDateTime, { unit, count, ms }: BucketWidth): Generator<number> {
  const midnight = at.startOfDay();
  if (unit === 'minute') {
    for (let date = midnight; ; date = date.add({ days: 1 }).startOfDay()) yield* edgesOfDay(date, count, ms);
  }
  const first = firstDay(midnight, unit, count);
  for (let n = 0; ; n++) yield first.add({ [`${unit}s`]: n * count }).startOfDay().epochMilliseconds;
}

function* edgesOfDay(midnight: Temporal.ZonedDateTime, minutes: number, ms: number): Generator<number> {
  const next = midnight.add({ days: 1 }).startOfDay().epochMilliseconds;
  if (minutes <= 60) {
    for (let edge = midnight.epochMilliseconds; edge < next; edge += ms) yield edge;
    return;
  }
  for (let hour = 0; hour < 24; hour += minutes / 60) {
    const edge = midnight.withPlainTime({ hour }).epochMilliseconds;
    if (edge < next) yield edge;
  }
}

function firstDay(midnight: Temporal.ZonedDateTime, unit: Unit, count: number): Temporal.ZonedDateTime {
  if (unit === 'month') return midnight.with({ day: 1 }).startOfDay();
  if (unit === 'week') return midnight.subtract({ days: midnight.dayOfWeek - 1 }).startOfDay();
  // Days in pairs are counted from 1970, so that the pairs stay the same when the span moves.
  const dayNumber = Math.floor(Date.UTC(midnight.year, midnight.month - 1, midnight.day) / day);
  return midnight.subtract({ days: dayNumber % count }).startOfDay();
}
