import { Box, Button, Group, Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { CallSpan } from '../../api/activity/call-span.js';
import {
  type CallFilter,
  type Histogram,
  type HistogramBucket,
  histogramQuery,
  type Percentiles,
} from '../../api/activity/calls.js';
import { latenciesOf, withStatus } from '../../domain/calls/latencies.js';
import { clockTime } from '../../format/time.js';
import { callStatuses, latency } from '../../ui/calls/call-status.js';
import { BarChart } from '../../ui/charts/bar-chart.js';
import classes from '../../ui/charts/bar-chart.module.css';
import {
  countsText,
  doublings,
  fromDoublings,
  stackByLatency,
  stackByTime,
  stackedStatuses,
  statusCount,
} from '../../ui/charts/stacked.js';
import { StatusDot } from '../../ui/status/status-dot.js';

const chartHeight = 150;

interface Props {
  filter: CallFilter;
  span: CallSpan;
  percentiles: Percentiles | undefined;
  /** False for ranges longer than a day. */
  overTime: boolean;
  onRange: (fromSeconds: number, toSeconds: number) => void;
  onZoomOut?: () => void;
}

export function Charts({ filter, span, percentiles, overTime, onRange, onZoomOut }: Props) {
  return (
    <SimpleGrid cols={overTime ? { base: 1, md: 2 } : 1} spacing="sm" mt="sm">
      {overTime && <OverTime filter={filter} span={span} onRange={onRange} onZoomOut={onZoomOut} />}
      <ByLatency filter={filter} span={span} percentiles={percentiles} />
    </SimpleGrid>
  );
}

function OverTime({ filter, span, onRange, onZoomOut }: Pick<Props, 'filter' | 'span' | 'onRange' | 'onZoomOut'>) {
  const answered = useQuery({ ...histogramQuery('time', filter, span), refetchInterval: 60_000 }).data;
  const data = useMemo(() => answered && withStatus(answered, filter.status), [answered, filter.status]);
  const [pointed, setPointed] = useState(-1);
  const stack = useMemo(() => data && stackByTime(data.buckets, data.bucketSeconds ?? 60), [data]);
  const bucket = data?.buckets[pointed];
  return (
    <Card
      title="Calls over time"
      action={
        onZoomOut ? (
          <Button size="compact-xs" variant="subtle" leftSection={<IconZoomOut size={14} />} onClick={onZoomOut}>
            Last 24 hours
          </Button>
        ) : (
          <Text size="xs" c="dimmed" className={classes['hint']}>
            Click a bar, or drag over several bars, to select that time
          </Text>
        )
      }
      below={bucket ? `${timesOf(bucket, data?.bucketSeconds ?? 60)}: ${countsText(bucket)}` : <Legend />}
    >
      {stack ? (
        <BarChart
          time
          label={`Calls over time, by status. Total: ${sumOf(data)}`}
          stack={stack}
          height={chartHeight}
          onPoint={setPointed}
          onRange={onRange}
        />
      ) : (
        <Skeleton height={chartHeight} />
      )}
    </Card>
  );
}

function ByLatency({ filter, span, percentiles }: Pick<Props, 'filter' | 'span' | 'percentiles'>) {
  const answered = useQuery({ ...histogramQuery('latency', filter, span), refetchInterval: 60_000 }).data;
  const data = useMemo(() => answered && latenciesOf(answered, filter.status), [answered, filter.status]);
  const [pointed, setPointed] = useState(-1);
  const stack = useMemo(() => data && stackByLatency(data.buckets), [data]);
  const { p25, p85, p95 } = percentiles ?? {};
  const marks = useMemo(
    () =>
      Object.entries({ P25: p25, P85: p85, P95: p95 }).flatMap(([label, ms]) =>
        ms == null ? [] : [{ label, at: doublings(ms) }],
      ),
    [p25, p85, p95],
  );
  const bucket = data?.buckets[pointed];
  const percentilesText =
    p25 == null || p85 == null || p95 == null
      ? 'No calls to measure'
      : `P25 ${latency(p25)}, P85 ${latency(p85)}, P95 ${latency(p95)}`;
  return (
    <Card
      title="Latency distribution"
      below={
        bucket
          ? `${latency(bucket.fromMs ?? 0)} to ${latency(bucket.toMs ?? 0)}: ${countsText(bucket)}`
          : percentilesText
      }
    >
      {stack ? (
        <BarChart
          label={`How long calls took, by status. ${percentilesText}`}
          stack={stack}
          height={chartHeight}
          marks={marks}
          tick={(position) => latencyTick(fromDoublings(position))}
          onPoint={setPointed}
        />
      ) : (
        <Skeleton height={chartHeight} />
      )}
    </Card>
  );
}

function Card({
  title,
  action,
  below,
  children,
}: {
  title: string;
  action?: ReactNode;
  below: ReactNode;
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
      {children}
      <Box mih={20} mt={4}>
        <Text size="xs" c="dimmed" component="div">
          {below}
        </Text>
      </Box>
    </Paper>
  );
}

function Legend() {
  return (
    <Group gap="4px 12px" wrap="wrap">
      {stackedStatuses.map((status) => (
        <StatusDot key={status} color={callStatuses[status].color} label={callStatuses[status].label} />
      ))}
    </Group>
  );
}

function timesOf({ at }: HistogramBucket, seconds: number): string {
  const from = Date.parse(at ?? '');
  return `${clockTime(from)} to ${clockTime(from + seconds * 1_000)}`;
}

const latencyTick = (ms: number): string =>
  ms >= 1_000 ? `${Number((ms / 1_000).toPrecision(2))} s` : `${Number(ms.toPrecision(2))} ms`;

function sumOf(data: Histogram | undefined): string {
  const sums = new Map<string, number>();
  for (const bucket of data?.buckets ?? [])
    for (const status of stackedStatuses) sums.set(status, (sums.get(status) ?? 0) + statusCount(bucket, status));
  return stackedStatuses
    .map((status) => `${(sums.get(status) ?? 0).toLocaleString('en')} ${callStatuses[status].label.toLowerCase()}`)
    .join(', ');
}
