import { Anchor, Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type AnalysisOptions, breakdownQuery } from '../../api/activity/analysis.js';
import type { CallSpan } from '../../api/activity/call-span.js';
import type { Server } from '../../api/servers/servers.js';
import { changeOf } from '../../domain/calls/change.js';
import { rowsOf, type ServerRow, sortedRows } from '../../domain/servers/server-figures.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { figureColumns, nameColumn } from '../../ui/servers/server-columns.js';
import { RelativeTime } from '../../ui/text/relative-time.js';

const shownServers = 8;
const mostServers = 1_000;

interface Props {
  servers: Server[] | undefined;
  span: CallSpan;
  options: AnalysisOptions;
}

const change: Column<ServerRow> = {
  key: 'change',
  title: 'Change',
  align: 'right',
  width: 90,
  from: 'md',
  render: ({ figures }) => (figures && changeOf(figures.totalCalls, figures.previous?.calls).text) || '–',
};
const deployed: Column<ServerRow> = {
  key: 'deployed',
  title: 'Last deployment',
  width: 140,
  from: 'sm',
  render: ({ server }) => <RelativeTime at={server.lastDeployedAt} empty="never" />,
};

/** The servers that need attention most, with their figures. */
export function WorstServers({ servers, span, options }: Props) {
  const navigate = useNavigate();
  const figures = useQuery(breakdownQuery('server', {}, span, { ...options, limit: mostServers }));
  const rows = useMemo(
    () =>
      servers &&
      sortedRows(
        rowsOf(
          servers.filter(({ disabled }) => !disabled),
          figures.data?.items,
        ),
        'attention',
      ),
    [servers, figures.data],
  );
  return (
    <section>
      <Group justify="space-between" mb={6} mt="xs">
        <Title order={2} size="h5">
          Servers, worst first
        </Title>
        <Anchor component={Link} to="/servers" size="sm">
          All servers
        </Anchor>
      </Group>
      <DataTable
        label="Servers, worst first"
        columns={[nameColumn, ...figureColumns(span), change, deployed]}
        rows={rows?.slice(0, shownServers)}
        rowKey={({ server }) => server.id}
        skeletonRows={4}
        onRow={({ server }) => void navigate({ to: '/servers/$slug/activity', params: { slug: server.slug } })}
      />
    </section>
  );
}
