import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallSpan } from '../../api/activity/call-span.js';
import { type Call, type CallFilter, callsQuery, newestCallsQuery } from '../../api/activity/calls.js';
import { hasLostTrack, mergeCalls, type MergedCalls } from './merge-calls.js';

/** How many more calls than a page shows are read to notice new ones and the end of running ones. */
const lookahead = 30;

interface ShownCalls {
  /** Undefined while they are read. */
  rows: Call[] | undefined;
  news: MergedCalls | null;
  mostNews: number;
  nextCursor: string | null;
  error: unknown;
  retry: () => void;
}

interface Page {
  /** Undefined for the first page. */
  cursor: string | undefined;
  limit: number;
}

/**
 * One page of calls. Rows of the first page keep their places: new calls are counted until the user asks for them.
 *
 * @param hasNewCalls whether calls began or ended since the page was opened
 */
export function useCalls(
  filter: CallFilter,
  span: CallSpan,
  { cursor, limit }: Page,
  hasNewCalls: boolean,
): ShownCalls {
  const shown = useQuery({
    ...callsQuery(filter, span, { cursor, limit }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const first = cursor === undefined;
  const newest = useQuery({
    ...newestCallsQuery(filter, span, limit + lookahead),
    enabled: first && hasNewCalls && shown.isSuccess,
  });
  const items = shown.data?.items;
  const newer = first && newest.dataUpdatedAt > shown.dataUpdatedAt ? newest.data?.items : undefined;
  const merged = items && mergeCalls(items, newer);
  const read = shown.refetch;
  // An empty page has no rows that could move. A call without its result would be shown as running for ever.
  const mustRead = merged !== undefined && ((items!.length === 0 && merged.fresh > 0) || hasLostTrack(items!, newer));
  useEffect(() => {
    if (mustRead) void read();
  }, [mustRead, read]);
  return {
    rows: merged?.rows,
    news: merged && merged.fresh > 0 ? merged : null,
    mostNews: lookahead,
    nextCursor: shown.data?.nextCursor ?? null,
    error: shown.isError ? shown.error : null,
    retry: () => void read(),
  };
}
