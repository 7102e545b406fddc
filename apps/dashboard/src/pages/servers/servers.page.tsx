import { Text } from '@mantine/core';
import { useMe } from '../../api/me/session.js';
import { mayCreateServers } from '../../domain/accounts/roles.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { Pager } from '../../ui/list/pager.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { CreateButton, NoServers } from './list/no-servers.js';
import { ServerFilters } from './list/server-filters.js';
import { ServerTable } from './list/server-table.js';
import { defaults, useServerRows } from './list/use-server-rows.js';

const pageSize = 30;
const week = { lastMs: 7 * 86_400_000 };

export function ServersPage() {
  const me = useMe();
  const [state, setState] = useListState(defaults);
  const { rows, owners, servers } = useServerRows(state, week);
  // The cursor of a page is the number of its first row.
  const first = Number(state.cursor.at(-1) ?? 0) || 0;
  const narrowed = state.search !== '' || state.mine || state.status !== '' || state.owner !== '';
  return (
    <>
      <PageTitle title="Servers" actions={mayCreateServers(me) && <CreateButton />} />
      <ServerFilters state={state} owners={owners} onChange={(change) => setState({ ...change, cursor: [] })} />
      <ListFrame
        query={servers}
        isEmpty={rows?.length === 0}
        empty={<NoServers narrowed={narrowed} deactivated={state.deactivated} me={me} />}
      >
        <ServerTable rows={rows?.slice(first, first + pageSize)} span={week} />
        <Text size="xs" c="dimmed" mt={6}>
          Calls, errors and P95 are of the last 7 days.
        </Text>
      </ListFrame>
      <Pager
        label="Pages of servers"
        cursors={state.cursor}
        nextCursor={rows && rows.length > first + pageSize ? String(first + pageSize) : null}
        onChange={(cursor) => setState({ cursor }, { push: true })}
      />
    </>
  );
}
