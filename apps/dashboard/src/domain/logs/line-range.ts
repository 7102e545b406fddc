/** The lines that the hash of an address names. */
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

/** The lines from the chosen one to the one that was clicked with Shift. */
export const extended = (before: LineRange | null, n: number): LineRange =>
  before === null ? { from: n, to: n } : { from: Math.min(before.from, n), to: Math.max(n, before.from) };

export const isWithin = (range: LineRange | null, n: number): boolean =>
  range !== null && n >= range.from && n <= range.to;

/** Browsers cannot lay out more than about 33 million pixels, so a longer log is shown in part. */
export const mostLinesShown = 1_000_000;

/** The first line to show of a log with `total` lines: its end, or the part with the lines of the address. */
export function firstShown(total: number, target: LineRange | null): number {
  const end = Math.max(1, total - mostLinesShown + 1);
  return target && target.from < end ? Math.max(1, target.from - mostLinesShown / 2) : end;
}

interface View {
  /** Lines of the log. */
  total: number;
  chosen: LineRange | null;
  /** The line of the current match. */
  current: number | null;
  follow: boolean;
}

/**
 * The first line to show next, which moves only when it has to: to a match before it, or when too many lines have
 * arrived. Null while the log is empty.
 */
export function nextFirstShown(first: number | null, { total, chosen, current, follow }: View): number | null {
  if (total === 0) return null;
  if (first === null) return firstShown(total, chosen);
  if (current !== null && current < first) return Math.max(1, current - mostLinesShown / 2);
  const tooMany = total - first + 1 > 1.5 * mostLinesShown;
  return follow && tooMany ? firstShown(total, null) : first;
}
