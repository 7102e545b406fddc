import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { breakdownQuery } from '../../../api/activity/analysis.js';
import type { CallSpan } from '../../../api/activity/call-span.js';
import { useMe } from '../../../api/me/session.js';
import { allServersQuery } from '../../../api/servers/servers.js';
import { filtered, isServerSort, rowsOf, sortedRows } from '../../../domain/servers/server-figures.js';
import { isCreator } from '../../../domain/servers/server.rules.js';

export const defaults = {
  search: '',
  deactivated: false,
  mine: false,
  status: '',
  owner: '',
  sort: 'attention',
  cursor: [] as string[],
};
export type ServersState = typeof defaults;

const mostServers = 1_000;
const none: never[] = [];

/** The servers that the filters leave, in the chosen order, with their figures, and the accounts that made any. */
export function useServerRows(state: ServersState, span: CallSpan) {
  const me = useMe();
  const servers = useQuery(allServersQuery);
  const { data } = servers;
  const figures = useQuery(breakdownQuery('server', {}, span, { limit: mostServers })).data?.items;
  const rows = useMemo(() => {
    if (!data) return undefined;
    const left = filtered(data, state, (server) => isCreator(me, server));
    return sortedRows(rowsOf(left, figures), isServerSort(state.sort) ? state.sort : 'attention');
  }, [data, figures, state, me]);
  const owners = useMemo(() => new Map((data ?? none).map(({ createdBy }) => [createdBy.id, createdBy.name])), [data]);
  return { rows, owners, servers };
}
