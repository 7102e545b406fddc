import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type Me, useMe } from '../../../api/me/session.js';
import type { Server } from '../../../api/servers/servers.js';
import type { CallSpan } from '../../../api/activity/call-span.js';
import type { ServerRow } from '../../../domain/servers/server-figures.js';
import { isCreator, lastChange } from '../../../domain/servers/server.rules.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { figureColumns, nameColumn } from '../../../ui/servers/server-columns.js';
import { SourceBadge } from '../../../ui/status/source-badge.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

interface Props {
  /** Undefined while they are read. */
  rows: ServerRow[] | undefined;
  /** What the figures are of. */
  span: CallSpan;
}

export function ServerTable({ rows, span }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <DataTable
      label="Servers"
      columns={columnsFor(me, span)}
      rows={rows}
      rowKey={({ server }) => server.id}
      onRow={({ server }) => void navigate({ to: '/servers/$slug/overview', params: { slug: server.slug } })}
    />
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

const columnsFor = (me: Me, span: CallSpan): Column<ServerRow>[] => [
  nameColumn,
  {
    key: 'repository',
    title: 'Repository',
    from: 'sm',
    render: ({ server }) => <SourceBadge source={server.source} />,
  },
  { key: 'tools', title: 'Tools', align: 'right', width: 70, from: 'xs', render: ({ server }) => toolsOf(server) },
  ...figureColumns(span),
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
