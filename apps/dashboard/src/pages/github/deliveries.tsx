import { Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { deliveriesQuery, type WebhookDelivery } from '../../api/github/github.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const colors = { accepted: 'green', ignored: 'gray', refused: 'red' } as const;
const names = { accepted: 'Accepted', ignored: 'Ignored', refused: 'Refused' } as const;

/** The last webhooks of GitHub with what became of them. */
export function Deliveries() {
  const { data, error, refetch } = useQuery(deliveriesQuery);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return null;
  if (data.length === 0)
    return (
      <EmptyState title="No webhook yet">GitHub sends one for every push, and when the App is changed.</EmptyState>
    );
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Webhooks of GitHub">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Received</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th>About</Table.Th>
            <Table.Th>Verdict</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map((delivery) => (
            <Delivery key={`${delivery.id} ${delivery.at}`} delivery={delivery} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Delivery({ delivery }: { delivery: WebhookDelivery }) {
  const { event, action, repository, at, verdict, reason } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <RelativeTime at={at} />
      </Table.Td>
      <Table.Td>
        <Untrusted text={action === null ? event : `${event}.${action}`} />
      </Table.Td>
      <Table.Td>
        <Untrusted text={repository ?? ''} />
      </Table.Td>
      <Table.Td>
        <Badge color={colors[verdict]} variant="light" tt="none">
          {names[verdict]}
        </Badge>
        <Text size="sm" c="dimmed">
          <Untrusted text={reason} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
