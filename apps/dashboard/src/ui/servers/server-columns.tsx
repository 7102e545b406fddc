import { Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverTrendQuery } from '../../api/activity/analysis.js';
import type { CallSpan } from '../../api/activity/call-span.js';
import type { ServerRow } from '../../domain/servers/server-figures.js';
import { latency, percent } from '../calls/call-status.js';
import { Sparkline } from '../charts/sparkline-view.js';
import type { Column } from '../list/data-table.js';
import { ServerStatusDot } from '../status/server-status.js';
import { Untrusted } from '../text/untrusted.js';

const badRate = 0.05;

/** Status, name, and whether the last deployment failed. */
export const nameColumn: Column<ServerRow> = {
  key: 'name',
  title: 'Name',
  render: ({ server }) => (
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
};

/** A dash for what a server does not have, nothing while it is read. */
function figureOf({ figures }: ServerRow, text: (of: NonNullable<ServerRow['figures']>) => string | null): string {
  if (figures === undefined) return '';
  return (figures && text(figures)) ?? '–';
}

/** Calls over time, calls, error rate and P95 of a span. */
export const figureColumns = (span: CallSpan): Column<ServerRow>[] => [
  {
    key: 'trend',
    title: 'Trend',
    width: 120,
    from: 'lg',
    render: ({ server, figures }) => figures && <Trend serverId={server.id} name={server.name} span={span} />,
  },
  {
    key: 'calls',
    title: 'Calls',
    align: 'right',
    width: 90,
    from: 'xs',
    render: (row) => figureOf(row, ({ totalCalls }) => totalCalls.toLocaleString('en')),
  },
  {
    key: 'errors',
    title: 'Errors',
    align: 'right',
    width: 80,
    render: (row) => (
      <Text span size="sm" c={(row.figures?.errorRate ?? 0) >= badRate ? 'var(--mantine-color-error)' : undefined}>
        {figureOf(row, ({ errorRate }) => percent(errorRate))}
      </Text>
    ),
  },
  {
    key: 'p95',
    title: 'P95',
    align: 'right',
    width: 90,
    from: 'sm',
    render: (row) => figureOf(row, ({ p95 }) => (p95 === null ? null : latency(p95))),
  },
];

function Trend({ serverId, name, span }: { serverId: string; name: string; span: CallSpan }) {
  const { data } = useQuery(serverTrendQuery(serverId, span));
  return <Sparkline values={data} label={`Calls of ${name} over time`} />;
}
