import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Call, type CallFilter, callsQuery, fetchCalls } from '../../api/activity.js';
import type { CallSpan } from '../../api/call-span.js';
import { hasLostTrack, mergeCalls, type MergedCalls } from './merge-calls.js';

/** How many more calls than a page shows are read to notice new ones and the end of running ones. */
const lookahead = 30;

export interface ShownCalls {
  /** Undefined while they are read. */
  rows: Call[] | undefined;
  news: MergedCalls | null;
  mostNews: number;
  nextCursor: string | null;
  error: unknown;
  retry: () => void;
}

/**
 * One page of calls; `stirred` once calls began or ended while it is looked at. The first one learns of new calls, and
 * keeps its rows where they are until somebody asks for them.
 */
export function useCalls(
  filter: CallFilter,
  span: CallSpan,
  cursor: string | undefined,
  limit: number,
  stirred: boolean,
): ShownCalls {
  const shown = useQuery({
    ...callsQuery(filter, span, { cursor, limit }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const first = cursor === undefined;
  const watch = useQuery({
    queryKey: ['activity', 'watch', filter, span, limit],
    queryFn: ({ signal }) => fetchCalls(filter, span, { limit: limit + lookahead }, signal),
    enabled: first && stirred && shown.isSuccess,
  });
  const items = shown.data?.items;
  const watched = first && watch.dataUpdatedAt > shown.dataUpdatedAt ? watch.data?.items : undefined;
  const merged = items && mergeCalls(items, watched);
  const read = shown.refetch;
  // Nothing moves when nothing is shown yet, and a call that was lost track of would run for ever.
  const mustRead = merged !== undefined && ((items!.length === 0 && merged.fresh > 0) || hasLostTrack(items!, watched));
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
