import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type CallSpan, spanQuery } from './call-span.js';
import { api, bodyOf } from './client.js';
import type { components } from './schema.js';

export type Call = components['schemas']['CallDto'];
export type CallStatus = Call['status'];
export type CallPage = components['schemas']['CallPageDto'];
export type Stats = components['schemas']['StatsDto'];
export type Percentiles = components['schemas']['PercentilesDto'];
export type Histogram = components['schemas']['HistogramDto'];
export type HistogramBucket = components['schemas']['HistogramBucketDto'];
export type ToolFigures = components['schemas']['ToolFiguresDto'];

/** Which calls; what is left out does not narrow. */
export interface CallFilter {
  serverId?: string;
  tool?: string;
  userId?: string;
  status?: CallStatus;
  source?: string;
}

const queryOf = (filter: CallFilter, span: CallSpan) => ({ ...filter, ...spanQuery(span) });

/** Without payloads: reading those of others leaves a trace, so they are read one by one, when somebody opens a row. */
export const fetchCalls = (
  filter: CallFilter,
  span: CallSpan,
  page: { cursor?: string; limit: number },
  signal?: AbortSignal,
): Promise<CallPage> =>
  bodyOf(
    api.GET('/api/v1/activity', {
      params: { query: { ...queryOf(filter, span), ...page, payloads: 'false' } },
      signal,
    }),
  );

export const callsQuery = (filter: CallFilter, span: CallSpan, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: ['activity', 'calls', filter, span, page],
    queryFn: ({ signal }) => fetchCalls(filter, span, page, signal),
  });

/** A call that was running when it was read is read again when it has ended. */
export const callQuery = (id: string, running = false) =>
  queryOptions({
    queryKey: ['call', id, running],
    queryFn: ({ signal }): Promise<Call> =>
      bodyOf(api.GET('/api/v1/activity/{id}', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const statsQuery = (filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: ['activity', 'stats', filter, span],
    queryFn: ({ signal }): Promise<Stats> =>
      bodyOf(api.GET('/api/v1/activity/stats', { params: { query: queryOf(filter, span) }, signal })),
    placeholderData: keepPreviousData,
  });

export const percentilesQuery = (filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: ['activity', 'percentiles', filter, span],
    queryFn: ({ signal }): Promise<Percentiles> =>
      bodyOf(api.GET('/api/v1/activity/percentiles', { params: { query: queryOf(filter, span) }, signal })),
    placeholderData: keepPreviousData,
  });

export const histogramQuery = (by: 'time' | 'latency', filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: ['activity', 'histogram', by, filter, span],
    queryFn: ({ signal }): Promise<Histogram> =>
      bodyOf(api.GET('/api/v1/activity/histogram', { params: { query: { ...queryOf(filter, span), by } }, signal })),
    placeholderData: keepPreviousData,
  });

const listedTools = 1_000;

/** The tools that were called, the most called first: what the filter offers. */
export const calledToolsQuery = (serverId: string | undefined) =>
  queryOptions({
    queryKey: ['called-tools', serverId ?? null],
    queryFn: async ({ signal }): Promise<string[]> => {
      const { items } = await bodyOf(
        api.GET('/api/v1/activity/tools', { params: { query: { serverId, limit: listedTools } }, signal }),
      );
      return [...new Set(items.map(({ tool }) => tool))];
    },
  });

/** Address of the CSV of a filter; the browser downloads it by itself. */
export function exportHref(filter: CallFilter, span: CallSpan): string {
  const given = Object.entries(queryOf(filter, span)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/api/v1/activity/export.csv?${new URLSearchParams(given)}`;
}
