import { Progress, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { quotaText } from '@toolyard/contracts';
import { type Quota, quotasQuery } from '../../api/platform/quotas.js';
import { ErrorState } from '../frame/states.js';

const nearLimit = 80;
const atLimit: Record<Quota['effect'], string> = {
  refuses: 'More is refused',
  waits: 'More waits',
  ends_oldest: 'The oldest ends',
  drops: 'More is not kept',
};

/** What is counted, how much of it is used, and what happens at the limit. */
export function QuotaTable({
  label,
  subject,
  serverId,
}: {
  label: string;
  subject: Quota['subject'];
  serverId?: string;
}) {
  const { data, error, refetch } = useQuery(quotasQuery(serverId));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton h={160} />;
  const quotas = data.filter((quota) => quota.subject === subject);
  return (
    <Table.ScrollContainer minWidth={0} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table aria-label={label} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>At most</Table.Th>
            <Table.Th w={180}>In use</Table.Th>
            <Table.Th visibleFrom="sm">At the limit</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {quotas.map((quota) => (
            <Row key={quota.name} quota={quota} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ quota: { name, unit, limit, of, use, effect } }: { quota: Quota }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">
          <b>{quotaText(unit, limit)}</b> {of.replaceAll('`', '')}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {name}
        </Text>
      </Table.Td>
      <Table.Td>
        {use === null ? <Text size="sm">–</Text> : <Use name={name} unit={unit} use={use} limit={limit} />}
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">{atLimit[effect]}</Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Use({ name, unit, use, limit }: Pick<Quota, 'name' | 'unit' | 'limit'> & { use: number }) {
  const percent = limit === 0 ? 100 : Math.min(100, (use / limit) * 100);
  return (
    <>
      <Text size="sm">{quotaText(unit, use)}</Text>
      <Progress value={percent} color={percent >= nearLimit ? 'red' : 'blue'} size="sm" aria-label={`Use of ${name}`} />
    </>
  );
}
