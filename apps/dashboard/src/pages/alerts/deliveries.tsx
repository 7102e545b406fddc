import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Alert, alertChannelsQuery, alertDeliveriesQuery, type AlertDelivery } from '../../api/alerts/alerts.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { TimeBelow } from '../../ui/text/time-below.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const statuses: Record<AlertDelivery['status'], { label: string; color: DotColor }> = {
  pending: { label: 'Being sent', color: 'blue' },
  delivered: { label: 'Delivered', color: 'green' },
  failed: { label: 'Given up', color: 'red' },
};

const subjects: Record<AlertDelivery['about'], string> = { firing: 'It fires', resolved: 'It is resolved' };

/** The messages about an alert to each channel, and how far they came. */
export function Deliveries({ alert }: { alert: Alert }) {
  const query = useQuery(alertDeliveriesQuery(alert.id));
  const { data: channels = [] } = useQuery(alertChannelsQuery);
  const channelName = (id: string) => channels.find((channel) => channel.id === id)?.name;
  return (
    <ListFrame
      query={query}
      isEmpty={query.data?.length === 0}
      empty={
        <Text size="sm" c="dimmed">
          No message was sent about this alert yet.
        </Text>
      }
    >
      <DataTable
        label="Messages"
        columns={columnsFor(channelName)}
        rows={query.data}
        rowKey={({ id }) => id}
        skeletonRows={3}
      />
    </ListFrame>
  );
}

const columnsFor = (channelName: (id: string) => string | undefined): Column<AlertDelivery>[] => [
  { key: 'due', title: 'Time', width: 140, from: 'xs', render: ({ dueAt }) => <RelativeTime at={dueAt} /> },
  { key: 'about', title: 'About', width: 120, from: 'xs', render: ({ about }) => subjects[about] },
  {
    key: 'channel',
    title: 'Channel',
    render: ({ channelId, about, dueAt }) => (
      <>
        <Channel name={channelName(channelId)} />
        <TimeBelow at={dueAt}>{subjects[about]}, </TimeBelow>
      </>
    ),
  },
  { key: 'status', title: 'Status', render: (delivery) => <Status delivery={delivery} /> },
  { key: 'attempts', title: 'Attempts', align: 'right', width: 90, from: 'sm', render: ({ attempts }) => attempts },
];

const Channel = ({ name }: { name: string | undefined }) =>
  name === undefined ? (
    <Text span size="sm" c="dimmed">
      deleted
    </Text>
  ) : (
    <Untrusted text={name} />
  );

function Status({ delivery: { status, error, nextAttemptAt, attempts } }: { delivery: AlertDelivery }) {
  return (
    <>
      <StatusDot {...statuses[status]} pulse={status === 'pending'} />
      {error !== null && status !== 'delivered' && (
        <Text size="xs" c="dimmed">
          <Untrusted text={error} />
          {nextAttemptAt !== null && attempts > 0 && (
            <>
              {' '}
              Next attempt <RelativeTime at={nextAttemptAt} />.
            </>
          )}
        </Text>
      )}
    </>
  );
}
