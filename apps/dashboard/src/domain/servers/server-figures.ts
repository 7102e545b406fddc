import type { BreakdownItem } from '../../api/activity/analysis.js';
import type { Server } from '../../api/servers/servers.js';
import { lastChange } from './server.rules.js';

/** A server with its calls; null when there are none, undefined while they are read. */
export interface ServerRow {
  server: Server;
  figures: BreakdownItem | null | undefined;
}

export const rowsOf = (servers: readonly Server[], figures: readonly BreakdownItem[] | undefined): ServerRow[] => {
  const byServer = new Map((figures ?? []).map((item) => [item.key, item]));
  return servers.map((server) => ({ server, figures: figures && (byServer.get(server.id) ?? null) }));
};

export const needsAttention = ({ status, lastDeploymentFailed }: Server): boolean =>
  status === 'failing' || lastDeploymentFailed;

const failedCalls = ({ figures }: ServerRow): number => (figures ? figures.errorRate * figures.totalCalls : 0);

export type ServerSort = 'attention' | 'name' | 'calls' | 'errors' | 'p95' | 'updated';

const orders: Record<ServerSort, (a: ServerRow, b: ServerRow) => number> = {
  attention: (a, b) =>
    Number(needsAttention(b.server)) - Number(needsAttention(a.server)) ||
    failedCalls(b) - failedCalls(a) ||
    Date.parse(b.server.createdAt) - Date.parse(a.server.createdAt),
  name: (a, b) => a.server.name.localeCompare(b.server.name),
  calls: (a, b) => (b.figures?.totalCalls ?? 0) - (a.figures?.totalCalls ?? 0),
  errors: (a, b) => (b.figures?.errorRate ?? -1) - (a.figures?.errorRate ?? -1),
  p95: (a, b) => (b.figures?.p95 ?? -1) - (a.figures?.p95 ?? -1),
  updated: (a, b) => Date.parse(lastChange(b.server)) - Date.parse(lastChange(a.server)),
};

export const isServerSort = (text: string): text is ServerSort => Object.hasOwn(orders, text);

/** `attention`: failing servers first, then those with the most failed calls, then the newest. */
export const sortedRows = (rows: readonly ServerRow[], sort: ServerSort): ServerRow[] => rows.toSorted(orders[sort]);

export interface ServersFilter {
  search: string;
  deactivated: boolean;
  mine: boolean;
  status: string;
  owner: string;
}

/** The servers of a filter; empty texts do not filter. */
export function filtered(
  servers: readonly Server[],
  filter: ServersFilter,
  isMine: (server: Server) => boolean,
): Server[] {
  const search = filter.search.trim().toLowerCase();
  return servers.filter(
    (server) =>
      (filter.deactivated || !server.disabled || filter.status === 'disabled') &&
      (!filter.mine || isMine(server)) &&
      (filter.status === '' || server.status === filter.status) &&
      (filter.owner === '' || server.createdBy.id === filter.owner) &&
      `${server.name}\n${server.source.repository}`.toLowerCase().includes(search),
  );
}
