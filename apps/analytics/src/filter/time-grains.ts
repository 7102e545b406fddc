/** Lengths of time that call_figures has rows for, the longest first. */
export const grains = { day: 86_400_000, hour: 3_600_000, minute: 60_000 } as const;
export type Grain = keyof typeof grains;

/** From (inclusive) to (exclusive), milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** A part of a span that is answered from figures of one grain, or from the calls themselves. */
export interface Piece extends Span {
  grain: Grain | 'call';
}

/** The end of an open range: a whole day far ahead, so that no calls have to be read at its end. */
export const openEnd = Date.UTC(2100, 0, 1);

/**
 * Covers the span exactly and without overlap with the longest grains that fit; what fits none is read from the calls.
 */
export function cover(span: Span, usable: readonly Grain[]): Piece[] {
  const { from, to } = span;
  if (from >= to) return [];
  const [longest, ...shorter] = usable;
  if (longest === undefined) return [{ grain: 'call', from, to }];
  const length = grains[longest];
  const first = Math.ceil(from / length) * length;
  const last = Math.floor(to / length) * length;
  if (first >= last) return cover(span, shorter);
  return [
    ...cover({ from, to: first }, shorter),
    { grain: longest, from: first, to: last },
    ...cover({ from: last, to }, shorter),
  ];
}

const minute = 60_000;
const intervals = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * minute);
const mostBuckets = 100;

/** Width of a histogram's buckets: the shortest of the usual ones that gives at most 100 of them. */
export function bucketLength(span: Span): number {
  return intervals.find((interval) => (span.to - span.from) / interval <= mostBuckets) ?? intervals.at(-1)!;
}
