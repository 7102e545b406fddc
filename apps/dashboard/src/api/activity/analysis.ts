import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { callKeys } from '../query-keys.js';
import type { components, paths } from '../schema.js';
import type { CallSpan } from './call-span.js';
import { type CallFilter, filterQuery } from './calls.js';

type Schemas = components['schemas'];
export type Series = Schemas['SeriesDto'];
export type Period = Schemas['PeriodDto'];
export type Measures = Schemas['MeasuresDto'];
export type BreakdownItem = Schemas['BreakdownItemDto'];
export type ErrorGroup = Schemas['ErrorGroupDto'];
export type Dimension = NonNullable<
  NonNullable<paths['/api/v1/activity/breakdown']['get']['parameters']['query']>['by']
>;

/** What an analysis is of, beside the filter. */
export interface AnalysisOptions {
  /** IANA name; its hours and days are the buckets. */
  timeZone?: string;
  /** Answers the period before as well. */
  compare?: boolean;
  /** Over all callers, of the servers that the user made. */
  mine?: boolean;
}

const everyMs = 60_000;

const queryOf = (filter: CallFilter, span: CallSpan, { timeZone, compare, mine }: AnalysisOptions) => ({
  ...filterQuery(filter, span),
  timeZone,
  compare: compare ? ('previous' as const) : undefined,
  mine: mine ? ('true' as const) : undefined,
});

/** Calls, errors and percentiles over time, with the promotions of deployments. */
export const seriesQuery = (filter: CallFilter, span: CallSpan, options: AnalysisOptions = {}) =>
  queryOptions({
    queryKey: callKeys.series(filter, span, options),
    queryFn: ({ signal }): Promise<Series> =>
      bodyOf(api.GET('/api/v1/activity/series', { params: { query: queryOf(filter, span, options) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });

/** The figures of each value of a dimension, the most called first. */
export const breakdownQuery = (
  by: Dimension,
  filter: CallFilter,
  span: CallSpan,
  { limit, ...options }: AnalysisOptions & { limit: number },
) =>
  queryOptions({
    queryKey: callKeys.breakdown(by, filter, span, { ...options, limit }),
    queryFn: async ({ signal }): Promise<{ items: BreakdownItem[]; more: boolean }> => {
      const query = { ...queryOf(filter, span, options), by, limit };
      return bodyOf(api.GET('/api/v1/activity/breakdown', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });

const mostErrorGroups = 50;

/** Failed calls by cause, the most frequent first. */
export const errorGroupsQuery = (filter: CallFilter, span: CallSpan, options: AnalysisOptions = {}) =>
  queryOptions({
    queryKey: callKeys.errorGroups(filter, span, options),
    queryFn: async ({ signal }): Promise<ErrorGroup[]> => {
      const query = { ...queryOf(filter, span, options), limit: mostErrorGroups };
      return (await bodyOf(api.GET('/api/v1/activity/errors', { params: { query }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });

/** Calls of one server over time, in equal steps. */
export const serverTrendQuery = (serverId: string, span: CallSpan) =>
  queryOptions({
    queryKey: callKeys.trend(serverId, span),
    queryFn: async ({ signal }): Promise<number[]> => {
      const query = { ...filterQuery({ serverId }, span), by: 'time' } as const;
      const { buckets } = await bodyOf(api.GET('/api/v1/activity/histogram', { params: { query }, signal }));
      return buckets.map(({ total }) => total);
    },
    staleTime: everyMs,
  });
