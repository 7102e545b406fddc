import { Group, Paper, SimpleGrid, Skeleton, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  type AnalysisOptions,
  breakdownQuery,
  type BreakdownItem,
  type Dimension,
} from '../../api/activity/analysis.js';
import type { CallSpan } from '../../api/activity/call-span.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { narrowedTo } from '../activity/dimensions.js';
import classes from './home.module.css';

interface Props {
  span: CallSpan;
  options: AnalysisOptions;
  /** Whether the calls of others are among them. */
  users: boolean;
  onActivity: (search: Record<string, string>) => void;
}

const shownItems = 6;

/** The most called tools, and who calls them with what. */
export function TopLists({ users, ...props }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, md: users ? 3 : 2 }} spacing="sm">
      <TopList title="Top tools" by="tool" {...props} />
      {users && <TopList title="Top users" by="user" {...props} />}
      <TopList title="Top clients" by="client" {...props} />
    </SimpleGrid>
  );
}

type ListProps = Omit<Props, 'users'> & { title: string; by: Dimension };

function TopList({ title, by, span, options, onActivity }: ListProps) {
  const { data } = useQuery(breakdownQuery(by, {}, span, { ...options, limit: shownItems }));
  const most = data?.items[0]?.totalCalls ?? 1;
  return (
    <Paper withBorder p="sm" component="section">
      <Title order={2} size="h6" mb={6} px={8}>
        {title}
      </Title>
      {!data && <Skeleton height={150} />}
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed" px={8}>
          No calls in this time.
        </Text>
      )}
      <ul className={classes['list']}>
        {data?.items.map((item) => (
          <li key={`${item.serverId ?? ''} ${item.key}`}>
            <Item item={item} share={item.totalCalls / most} onClick={() => onActivity(narrowedTo(by, item))} />
          </li>
        ))}
      </ul>
    </Paper>
  );
}

function Item({ item, share, onClick }: { item: BreakdownItem; share: number; onClick: () => void }) {
  const { key, name, totalCalls, previous } = item;
  return (
    <UnstyledButton
      className={classes['item']}
      style={{ '--share': share } as React.CSSProperties}
      onClick={onClick}
      title="Show these calls"
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" className={classes['name']}>
          <Untrusted text={name || key || '–'} />
        </Text>
        <Text size="sm" data-figure="calls" className={classes['count']}>
          {previous === null && (
            <Text span size="xs" c="dimmed">
              new{' '}
            </Text>
          )}
          {totalCalls.toLocaleString('en')}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
