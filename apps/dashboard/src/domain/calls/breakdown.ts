import type { BreakdownItem } from '../../api/activity/analysis.js';

export type SortKey = 'totalCalls' | 'errorRate' | 'p50' | 'p95' | 'lastCalledAt';

/** Sorted by a figure; a value without it comes last, whatever the direction. */
export function sortedBy<Item extends Pick<BreakdownItem, SortKey>>(
  items: readonly Item[],
  key: SortKey,
  descending: boolean,
): Item[] {
  return sortedByFigure(
    items,
    (item) => (key === 'lastCalledAt' ? Date.parse(item.lastCalledAt) : (item[key] ?? null)),
    descending,
  );
}

/** Sorted by what `valueOf` answers; null comes last, whatever the direction. */
export function sortedByFigure<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number | null,
  descending: boolean,
): Item[] {
  const sign = descending ? -1 : 1;
  return items.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
}

/**
 * Worst first: by failed calls, since a high rate of few calls concerns fewer people; then by latency.
 */
export const worstFirst = <Item extends Pick<BreakdownItem, 'totalCalls' | 'errorRate' | 'p95'>>(
  items: readonly Item[],
): Item[] =>
  items.toSorted((a, b) => b.errorRate * b.totalCalls - a.errorRate * a.totalCalls || (b.p95 ?? 0) - (a.p95 ?? 0));
