import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { callKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import type { CallSpan } from './call-span.js';
import { type Call, type CallFilter, filterQuery } from './calls.js';

export type HeatMap = components['schemas']['HeatMapDto'];

const everyMs = 60_000;

/** Calls that reached a server by time and latency. */
export const heatMapQuery = (filter: CallFilter, span: CallSpan, timeZone: string) =>
  queryOptions({
    queryKey: callKeys.heatMap(filter, span, { timeZone }),
    queryFn: ({ signal }): Promise<HeatMap> => {
      const query = { ...filterQuery(filter, span), timeZone };
      return bodyOf(api.GET('/api/v1/activity/heatmap', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });

/** The slowest calls first, without payloads. Their rows keep their places until the page is opened again. */
export const slowestQuery = (filter: CallFilter, span: CallSpan, limit: number) =>
  queryOptions({
    queryKey: callKeys.slowest(filter, span, { limit }),
    queryFn: async ({ signal }): Promise<Call[]> => {
      const query = { ...filterQuery(filter, span), limit };
      return (await bodyOf(api.GET('/api/v1/activity/slowest', { params: { query }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
