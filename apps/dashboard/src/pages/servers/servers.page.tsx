import { Button, Group, Switch, Text } from '@mantine/core';
import { IconPlus, IconSearch, IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { breakdownQuery } from '../../api/activity/analysis.js';
import { type Me, useMe } from '../../api/me/session.js';
import { allServersQuery, type Server } from '../../api/servers/servers.js';
import { mayCreateServers } from '../../domain/accounts/roles.js';
import { isCreator, lastChange } from '../../domain/servers/server.rules.js';
import { filtered, isServerSort, rowsOf, type ServerRow, sortedRows } from '../../domain/servers/server-figures.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState } from '../../ui/frame/states.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { Pager } from '../../ui/list/pager.js';
import { SearchField } from '../../ui/list/search-field.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { figureColumns, nameColumn } from '../../ui/servers/server-columns.js';
import { serverStatuses } from '../../ui/status/server-status.js';
import { SourceBadge } from '../../ui/status/source-badge.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const defaults = {
  search: '',
  deactivated: false,
  mine: false,
  status: '',
  owner: '',
  sort: 'attention',
  cursor: [] as string[],
};
const pageSize = 30;
const mostServers = 1_000;
const week = { lastMs: 7 * 86_400_000 };

const sorts = [
  ['attention', 'Needs attention first'],
  ['name', 'Name'],
  ['calls', 'Most calls'],
  ['errors', 'Highest error rate'],
  ['p95', 'Slowest'],
  ['updated', 'Last updated'],
] as const;

export function ServersPage() {
  const me = useMe();
  const navigate = useNavigate();
  const [state, change] = useListState(defaults);
  const { data, error, refetch } = useQuery(allServersQuery);
  const figures = useQuery(breakdownQuery('server', {}, week, { limit: mostServers }));
  const sort = isServerSort(state.sort) ? state.sort : 'attention';
  const rows = useMemo(
    () =>
      data &&
      sortedRows(
        rowsOf(
          filtered(data, state, (server) => isCreator(me, server)),
          figures.data?.items,
        ),
        sort,
      ),
    [data, figures.data, state, sort, me],
  );
  // The cursor of a page is the number of its first row.
  const first = Number(state.cursor.at(-1) ?? 0) || 0;
  const narrowed = state.search !== '' || state.mine || state.status !== '' || state.owner !== '';
  const owners = new Map((data ?? []).map(({ createdBy }) => [createdBy.id, createdBy.name]));
  return (
    <>
      <PageTitle title="Servers" actions={mayCreateServers(me) && <CreateButton />} />
      <Group mb="sm" gap="md" align="flex-end">
        <SearchField
          label="Search by name or repository"
          value={state.search}
          onChange={(search) => change({ search, cursor: [] })}
        />
        <FilterSelect
          label="Status"
          all="All statuses"
          options={Object.entries(serverStatuses).map(([value, { label }]) => [value, label])}
          value={state.status}
          onChange={(status) => change({ status, cursor: [] })}
        />
        <FilterSelect
          label="Owner"
          all="All owners"
          searchable
          options={owners}
          value={state.owner}
          onChange={(owner) => change({ owner, cursor: [] })}
        />
        <FilterSelect
          label="Order"
          all="Needs attention first"
          options={sorts}
          value={sort}
          onChange={(next) => change({ sort: next || 'attention', cursor: [] })}
        />
        <Group gap="md" mb={6}>
          <Switch
            label="Show deactivated"
            checked={state.deactivated}
            onChange={(event) => change({ deactivated: event.currentTarget.checked, cursor: [] })}
          />
          <Switch
            label="My servers only"
            checked={state.mine}
            onChange={(event) => change({ mine: event.currentTarget.checked, cursor: [] })}
          />
        </Group>
      </Group>
      <ListFrame
        error={data ? null : error}
        retry={() => void refetch()}
        isEmpty={rows?.length === 0}
        empty={<NoServers narrowed={narrowed} deactivated={state.deactivated} me={me} />}
      >
        <DataTable
          label="Servers"
          columns={columnsFor(me)}
          rows={rows?.slice(first, first + pageSize)}
          rowKey={({ server }) => server.id}
          onRow={({ server }) => void navigate({ to: '/servers/$slug/overview', params: { slug: server.slug } })}
        />
        <Text size="xs" c="dimmed" mt={6}>
          Calls, errors and P95 are of the last 7 days.
        </Text>
      </ListFrame>
      <Pager
        label="Pages of servers"
        cursors={state.cursor}
        nextCursor={rows && rows.length > first + pageSize ? String(first + pageSize) : null}
        onChange={(cursor) => change({ cursor }, { push: true })}
      />
    </>
  );
}

function CreateButton() {
  return (
    <Button component={Link} to="/servers/new" leftSection={<IconPlus size={16} />}>
      Create server
    </Button>
  );
}

export function NoServers({ narrowed, deactivated, me }: { narrowed: boolean; deactivated: boolean; me: Me }) {
  if (narrowed) {
    return (
      <EmptyState title="No server matches" icon={<IconSearch size={32} />}>
        {deactivated
          ? 'Try another name or repository.'
          : 'Try another name or repository, or show deactivated servers.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={mayCreateServers(me) ? 'Create your first server' : 'No server is available to you yet'}
      icon={<IconServer2 size={32} />}
      action={mayCreateServers(me) && <CreateButton />}
    >
      {mayCreateServers(me)
        ? 'You need a name and a git push. Toolyard builds the code, lists its tools, and runs it behind one URL.'
        : 'A server is listed here when one of your permission groups may call one of its tools.'}
    </EmptyState>
  );
}

const toolsOf = ({ tools, liveDeploymentId }: Server) =>
  liveDeploymentId === null ? (
    <Text c="dimmed" size="sm" component="span">
      –
    </Text>
  ) : (
    tools
  );

const columnsFor = (me: Me): Column<ServerRow>[] => [
  nameColumn,
  {
    key: 'repository',
    title: 'Repository',
    from: 'sm',
    render: ({ server }) => <SourceBadge source={server.source} />,
  },
  { key: 'tools', title: 'Tools', align: 'right', width: 70, from: 'xs', render: ({ server }) => toolsOf(server) },
  ...figureColumns(week),
  {
    key: 'creator',
    title: 'Creator',
    from: 'md',
    render: ({ server }) => (isCreator(me, server) ? 'You' : <Untrusted text={server.createdBy.name} />),
  },
  {
    key: 'updated',
    title: 'Last updated',
    width: 130,
    from: 'sm',
    render: ({ server }) => <RelativeTime at={lastChange(server)} />,
  },
];
