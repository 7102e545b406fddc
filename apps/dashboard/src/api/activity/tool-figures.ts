import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { toolFigureKeys } from '../query-keys.js';
import { spanQuery } from './call-span.js';
import type { ToolFigures } from './calls.js';

const weekMs = 7 * 86_400_000;
const monthMs = 30 * 86_400_000;
const trendStaleMs = 60_000;

/** Calls and error rate of each tool in seven days, by name. */
export const toolFiguresQuery = (serverId: string) =>
  queryOptions({
    queryKey: toolFigureKeys.ofServer(serverId),
    queryFn: async ({ signal }): Promise<Map<string, ToolFigures>> => {
      const query = { serverId, ...spanQuery({ lastMs: weekMs }), limit: 1_000 };
      const { items } = await bodyOf(api.GET('/api/v1/activity/tools', { params: { query }, signal }));
      return new Map(items.map((each) => [each.tool, each]));
    },
  });

/** Calls of one tool over seven days, in equal steps of time. */
export const toolTrendQuery = (serverId: string, tool: string) =>
  queryOptions({
    queryKey: toolFigureKeys.trend(serverId, tool),
    queryFn: async ({ signal }): Promise<number[]> => {
      const query = { serverId, tool, by: 'time', ...spanQuery({ lastMs: weekMs }) } as const;
      const { buckets } = await bodyOf(api.GET('/api/v1/activity/histogram', { params: { query }, signal }));
      return buckets.map(({ total }) => total);
    },
    staleTime: trendStaleMs,
  });

export interface Callers {
  calls: number;
  users: number;
  lastCalledAt: string | null;
  /** Callers of the newest calls; there may be more. */
  names: string[];
}

/** Who called a tool in the last thirty days. */
export const callersQuery = (serverId: string, tool: string) =>
  queryOptions({
    queryKey: toolFigureKeys.callers(serverId, tool),
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
    staleTime: trendStaleMs,
  });
