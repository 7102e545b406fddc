import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CallClass } from '@toolyard/contracts';
import { api, bodyOf } from '../http/client.js';
import { callKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import { type CallSpan, fileHref, spanQuery } from './call-span.js';
import type { ShownStatus } from './shown-status.js';

export type Call = components['schemas']['CallDto'];
export type CallPage = components['schemas']['CallPageDto'];
export type Stats = components['schemas']['StatsDto'];
export type Percentiles = components['schemas']['PercentilesDto'];
export type Histogram = components['schemas']['HistogramDto'];
export type HistogramBucket = components['schemas']['HistogramBucketDto'];
export type ToolFigures = components['schemas']['ToolFiguresDto'];

/** Which calls; an undefined field does not filter. */
export interface CallFilter {
  serverId?: string;
  tool?: string;
  userId?: string;
  status?: ShownStatus;
  source?: string;
  sourceVersion?: string;
  deploymentId?: string;
  /** Text in the tool, the user or the error. */
  search?: string;
  /** Finer than the status. */
  callClass?: CallClass;
}

/** The filter as the API takes it. */
export const filterQuery = ({ callClass, ...filter }: CallFilter, span: CallSpan) => ({
  ...filter,
  class: callClass,
  ...spanQuery(span),
});

/** Without payloads: reading those of other users is recorded, so a payload is read only when its row is opened. */
const fetchCalls = (
  filter: CallFilter,
  span: CallSpan,
  page: { cursor?: string; limit: number },
  signal?: AbortSignal,
): Promise<CallPage> => {
  const query = { ...filterQuery(filter, span), ...page, payloads: 'false' } as const;
  return bodyOf(api.GET('/api/v1/activity', { params: { query }, signal }));
};

export const callsQuery = (filter: CallFilter, span: CallSpan, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: callKeys.page(filter, span, page),
    queryFn: ({ signal }) => fetchCalls(filter, span, page, signal),
  });

/** The newest calls, read again and again to notice new calls and the end of running ones. */
export const newestCallsQuery = (filter: CallFilter, span: CallSpan, limit: number) =>
  queryOptions({
    queryKey: callKeys.newest(filter, span, limit),
    queryFn: ({ signal }) => fetchCalls(filter, span, { limit }, signal),
  });

/** `running` is in the key, so that a call that was read while it ran is read again when it has ended. */
export const callQuery = (id: string, running = false) =>
  queryOptions({
    queryKey: callKeys.one(id, running),
    queryFn: ({ signal }): Promise<Call> =>
      bodyOf(api.GET('/api/v1/activity/{id}', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const statsQuery = (filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: callKeys.stats(filter, span),
    queryFn: ({ signal }): Promise<Stats> =>
      bodyOf(api.GET('/api/v1/activity/stats', { params: { query: filterQuery(filter, span) }, signal })),
    placeholderData: keepPreviousData,
  });

export const percentilesQuery = (filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: callKeys.percentiles(filter, span),
    queryFn: ({ signal }): Promise<Percentiles> =>
      bodyOf(api.GET('/api/v1/activity/percentiles', { params: { query: filterQuery(filter, span) }, signal })),
    placeholderData: keepPreviousData,
  });

export const histogramQuery = (by: 'time' | 'latency', filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: callKeys.histogram(by, filter, span),
    queryFn: ({ signal }): Promise<Histogram> =>
      bodyOf(
        api.GET('/api/v1/activity/histogram', { params: { query: { ...filterQuery(filter, span), by } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

const listedTools = 1_000;

/** The tools that were called, most calls first: the choices of the filter. */
export const calledToolsQuery = (serverId: string | undefined) =>
  queryOptions({
    queryKey: callKeys.tools(serverId),
    queryFn: async ({ signal }): Promise<string[]> => {
      const { items } = await bodyOf(
        api.GET('/api/v1/activity/tools', { params: { query: { serverId, limit: listedTools } }, signal }),
      );
      return [...new Set(items.map(({ tool }) => tool))];
    },
  });

/**
 * The address of a file with all calls of a filter.
 *
 * @param options `bom` begins a CSV file with the byte order mark that Excel needs
 */
export const exportHref = (
  format: 'csv' | 'ndjson',
  filter: CallFilter,
  span: CallSpan,
  options: { timeZone: string; bom?: 'true' },
): string => fileHref(`/api/v1/activity/export.${format}`, { ...filterQuery(filter, span), ...options });
