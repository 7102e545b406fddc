import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import type { Overview } from '../../api/server.js';
import { latency } from '../../parts/call-status.js';

const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;

/** What the last seven days come to. */
export function Figures({ overview }: { overview: Overview | undefined }) {
  const none = overview?.totalCalls === 0;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" component="dl" m={0} mb="lg">
      <Figure name="Total calls" value={overview && overview.totalCalls.toLocaleString('en')} />
      <Figure name="Unique users" value={overview && overview.uniqueUsers.toLocaleString('en')} />
      <Figure name="Error rate" value={overview && (none ? '–' : percent(overview.errorRate))} hint="Failed calls of all calls, except denied ones, cancelled ones and those that lacked a credential" />
      <Figure name="Average latency" value={overview && (none ? '–' : latency(overview.averageLatencyMs))} />
    </SimpleGrid>
  );
}

function Figure({ name, value, hint }: { name: string; value: string | undefined; hint?: string }) {
  return (
    <Paper withBorder p="sm" title={hint}>
      <Text component="dt" size="xs" c="dimmed">
        {name}
        <Text span size="xs" c="dimmed" visibleFrom="sm">
          , 7 days
        </Text>
      </Text>
      <Text component="dd" m={0} size="xl" fw={650}>
        {value ?? <Skeleton height={24} width={70} my={2} component="span" display="block" />}
      </Text>
    </Paper>
  );
}
