import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { callKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import type { CallSpan } from './call-span.js';
import { type CallFilter, filterQuery } from './calls.js';

type Schemas = components['schemas'];
export type ToolMeasures = Schemas['ToolMeasuresDto'];
export type ToolSizes = Schemas['ToolSizesDto'];
export type ToolComparison = Schemas['ToolComparisonDto'];

/** How large inputs and answers of each tool are. */
export const sizesQuery = (filter: CallFilter, span: CallSpan) =>
  queryOptions({
    queryKey: callKeys.sizes(filter, span),
    queryFn: async ({ signal }): Promise<ToolSizes[]> =>
      (await bodyOf(api.GET('/api/v1/activity/sizes', { params: { query: filterQuery(filter, span) }, signal }))).items,
    placeholderData: keepPreviousData,
  });

/** Two deployments of a server, tool by tool. */
export const comparisonQuery = (filter: CallFilter, span: CallSpan, pair: { base: string; candidate: string }) =>
  queryOptions({
    queryKey: callKeys.comparison(filter, span, pair),
    queryFn: async ({ signal }): Promise<ToolComparison[]> => {
      const query = { ...filterQuery(filter, span), ...pair };
      return (await bodyOf(api.GET('/api/v1/activity/comparison', { params: { query }, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
