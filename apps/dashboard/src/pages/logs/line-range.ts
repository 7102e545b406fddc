/** Lines that a link points at. */
export interface LineRange {
  from: number;
  to: number;
}

/** `L12` or `L12-L30`, with or without `#`. */
export function parseLineRange(hash: string): LineRange | null {
  const found = /^#?L(\d{1,15})(?:-L?(\d{1,15}))?$/.exec(hash);
  if (!found) return null;
  const [a, b] = [Number(found[1]), Number(found[2] ?? found[1])];
  return a < 1 || b < 1 ? null : { from: Math.min(a, b), to: Math.max(a, b) };
}

export const lineRangeHash = ({ from, to }: LineRange): string => (from === to ? `L${from}` : `L${from}-L${to}`);

/** The lines from the one chosen before to the one clicked with shift. */
export const extended = (before: LineRange | null, n: number): LineRange =>
  before === null ? { from: n, to: n } : { from: Math.min(before.from, n), to: Math.max(n, before.from) };

export const isWithin = (range: LineRange | null, n: number): boolean =>
  range !== null && n >= range.from && n <= range.to;

/** Browsers cannot lay out more than some 33 million pixels, so a longer log is shown in part. */
export const mostLinesShown = 1_000_000;

/** The first line that is shown of a log of `total` lines: its end, or the part that a link points into. */
export function firstShown(total: number, target: LineRange | null): number {
  const end = Math.max(1, total - mostLinesShown + 1);
  return target && target.from < end ? Math.max(1, target.from - mostLinesShown / 2) : end;
}
