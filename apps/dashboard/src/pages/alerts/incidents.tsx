import { Text } from '@mantine/core';
import type { Alert } from '../../api/alerts/alerts.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { TimeBelow } from '../../ui/text/time-below.js';
import { Untrusted } from '../../ui/text/untrusted.js';

type Incident = Alert['incidents'][number];

/** Newest first. */
export function Incidents({ incidents }: { incidents: Incident[] }) {
  if (incidents.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The alert never fired.
      </Text>
    );
  return <DataTable label="Incidents" columns={columns} rows={incidents} rowKey={({ id }) => id} />;
}

const columns: Column<Incident>[] = [
  { key: 'fired', title: 'Fired', width: 140, from: 'xs', render: ({ firedAt }) => <RelativeTime at={firedAt} /> },
  {
    key: 'server',
    title: 'Server',
    render: ({ server, firedAt }) => (
      <>
        <Untrusted text={server ?? 'All servers'} />
        <TimeBelow at={firedAt} />
      </>
    ),
  },
  {
    key: 'by',
    title: 'Acknowledged by',
    from: 'sm',
    render: ({ acknowledgedBy }) => (acknowledgedBy ? <Untrusted text={acknowledgedBy.name} /> : '–'),
  },
  {
    key: 'resolved',
    title: 'Resolved',
    width: 130,
    render: ({ resolvedAt }) =>
      resolvedAt === null ? <StatusDot color="red" label="Open" /> : <RelativeTime at={resolvedAt} />,
  },
];
