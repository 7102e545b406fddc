import { queryOptions } from '@tanstack/react-query';
import { condensed } from '../format/sparkline.js';
import type { ToolFigures } from '../api/activity.js';
import { spanQuery } from '../api/call-span.js';
import { api, bodyOf } from '../api/client.js';
import type { components } from '../api/schema.js';

export type Tool = components['schemas']['ToolDto'];
export type Contract = components['schemas']['ContractDto'];

const weekMs = 7 * 86_400_000;
const monthMs = 30 * 86_400_000;
const bars = 28;

/** Calls and error rate of each tool in seven days, by name. */
export const toolFiguresQuery = (serverId: string) =>
  queryOptions({
    queryKey: ['tool-figures', serverId],
    queryFn: async ({ signal }): Promise<Map<string, ToolFigures>> => {
      const { items } = await bodyOf(
        api.GET('/api/v1/activity/tools', {
          params: { query: { serverId, ...spanQuery({ lastMs: weekMs }), limit: 1_000 } },
          signal,
        }),
      );
      return new Map(items.map((each) => [each.tool, each]));
    },
  });

/** Calls of one tool over seven days, in equal parts. */
export const toolTrendQuery = (serverId: string, tool: string) =>
  queryOptions({
    queryKey: ['tool-trend', serverId, tool],
    queryFn: async ({ signal }): Promise<number[]> => {
      const { buckets } = await bodyOf(
        api.GET('/api/v1/activity/histogram', {
          params: { query: { serverId, tool, by: 'time', ...spanQuery({ lastMs: weekMs }) } },
          signal,
        }),
      );
      return condensed(
        buckets.map(({ total }) => total),
        bars,
      );
    },
    staleTime: 60_000,
  });

export interface Callers {
  calls: number;
  users: number;
  lastCalledAt: string | null;
  /** Of the newest calls; there may be more. */
  names: string[];
}

/** Who called a tool in the last thirty days. */
export const callersQuery = (serverId: string, tool: string) =>
  queryOptions({
    queryKey: ['callers', serverId, tool],
    queryFn: async ({ signal }): Promise<Callers> => {
      const query = { serverId, tool, ...spanQuery({ lastMs: monthMs }) };
      const [figures, page] = await Promise.all([
        bodyOf(api.GET('/api/v1/activity/tools', { params: { query: { ...query, limit: 1 } }, signal })),
        bodyOf(api.GET('/api/v1/activity', { params: { query: { ...query, limit: 100, payloads: 'false' } }, signal })),
      ]);
      const { totalCalls = 0, uniqueUsers = 0, lastCalledAt = null } = figures.items[0] ?? {};
      return {
        calls: totalCalls,
        users: uniqueUsers,
        lastCalledAt,
        names: [...new Set(page.items.map(({ user }) => user))],
      };
    },
    staleTime: 60_000,
  });

/** The tools of a deployment and of the one before it; neither changes any more. */
export const contractQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: ['tools', 'contract', deploymentId],
    queryFn: ({ signal }): Promise<Contract> =>
      bodyOf(api.GET('/api/v1/deployments/{id}/tools', { params: { path: { id: deploymentId } }, signal })),
  });
