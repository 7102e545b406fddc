import { Box, Group, Paper, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { callStatuses } from '../calls/call-status.js';
import { stackedStatuses } from '../charts/stacked.js';
import { StatusDot } from '../status/status-dot.js';

export const chartHeight = 150;

/** A chart with its title, and below it what is under the pointer or what the colours mean. */
export function ChartCard({
  title,
  action,
  below,
  height = chartHeight,
  children,
}: {
  title: string;
  action?: ReactNode;
  below: ReactNode;
  height?: number;
  /** Undefined while the figures are read. */
  children: ReactNode;
}) {
  return (
    <Paper withBorder p="sm" miw={0}>
      <Group justify="space-between" h={22} mb={4} wrap="nowrap">
        <Text size="xs" fw={600} component="h2" m={0}>
          {title}
        </Text>
        {action}
      </Group>
      {children ?? <Skeleton height={height} />}
      <Box mih={20} mt={4}>
        <Text size="xs" c="dimmed" component="div">
          {below}
        </Text>
      </Box>
    </Paper>
  );
}

export function StatusLegend() {
  return (
    <Group gap="4px 12px" wrap="wrap">
      {stackedStatuses.map((status) => (
        <StatusDot key={status} color={callStatuses[status].color} label={callStatuses[status].label} />
      ))}
    </Group>
  );
}
