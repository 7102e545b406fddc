import { Anchor, Button, Group, Switch, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconSearch, IconServer2 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type Me, useMe } from '../../api/me/session.js';
import { type Server, serversQuery } from '../../api/servers/servers.js';
import { mayCreateServers } from '../../domain/accounts/roles.js';
import { isCreator, lastChange } from '../../domain/servers/server.rules.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { Pager } from '../../ui/list/pager.js';
import { SearchField } from '../../ui/list/search-field.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { ServerStatusDot } from '../../ui/status/server-status.js';
import { SourceBadge } from '../../ui/status/source-badge.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const defaults = { search: '', deactivated: false, mine: false, cursor: [] as string[] };
const pageSize = 30;

export function ServersPage() {
  const me = useMe();
  const navigate = useNavigate();
  const [state, change] = useListState(defaults);
  const filter = {
    search: state.search || undefined,
    deactivated: state.deactivated || undefined,
    mine: state.mine || undefined,
    cursor: state.cursor.at(-1),
    limit: pageSize,
  };
  const { data, error, refetch } = useQuery({ ...serversQuery(filter), placeholderData: keepPreviousData });
  const narrowed = state.search !== '' || state.mine;
  const open = ({ slug }: Server) => void navigate({ to: '/servers/$slug/overview', params: { slug } });
  return (
    <>
      <PageTitle title="Servers" actions={mayCreateServers(me) && <CreateButton />} />
      <Group mb="sm" gap="md">
        <SearchField
          label="Search by name or repository"
          value={state.search}
          onChange={(search) => change({ search, cursor: [] })}
        />
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
      <ListFrame
        error={data ? null : error}
        retry={() => void refetch()}
        isEmpty={data?.items.length === 0}
        empty={<NoServers narrowed={narrowed} deactivated={state.deactivated} me={me} />}
      >
        <DataTable label="Servers" columns={columns(me)} rows={data?.items} rowKey={({ id }) => id} onRow={open} />
      </ListFrame>
      <Pager
        label="Pages of servers"
        cursors={state.cursor}
        nextCursor={data?.nextCursor}
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

function NoServers({ narrowed, deactivated, me }: { narrowed: boolean; deactivated: boolean; me: Me }) {
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

function columns(me: Me): Column<Server>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      render: (server) => (
        <Group gap={8} wrap="nowrap">
          <ServerStatusDot status={server.status} withLabel={false} />
          <Anchor
            component={Link}
            to={`/servers/${server.slug}/overview`}
            fw={500}
            c="inherit"
            onClick={(event) => event.stopPropagation()}
          >
            <Untrusted text={server.name} />
          </Anchor>
          {server.lastDeploymentFailed && server.status === 'live' && (
            <Tooltip label="The last deployment failed; the one before it is still live">
              <IconAlertTriangle
                size={15}
                color="var(--mantine-color-error)"
                aria-label="The last deployment failed"
                role="img"
              />
            </Tooltip>
          )}
        </Group>
      ),
    },
    { key: 'repository', title: 'Repository', from: 'sm', render: ({ source }) => <SourceBadge source={source} /> },
    {
      key: 'tools',
      title: 'Tools',
      align: 'right',
      width: 70,
      render: ({ tools, liveDeploymentId }) =>
        liveDeploymentId === null ? (
          <Text c="dimmed" size="sm" component="span">
            –
          </Text>
        ) : (
          tools
        ),
    },
    {
      key: 'creator',
      title: 'Creator',
      from: 'md',
      render: (server) => (isCreator(me, server) ? 'You' : <Untrusted text={server.createdBy.name} />),
    },
    {
      key: 'updated',
      title: 'Last updated',
      width: 130,
      from: 'xs',
      render: (server) => <RelativeTime at={lastChange(server)} />,
    },
  ];
}
