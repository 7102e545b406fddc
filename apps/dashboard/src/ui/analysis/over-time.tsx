import { Group, Text } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { Series } from '../../api/activity/analysis.js';
import { deploymentMarks, timesOf, valuesBefore, valuesOf } from '../../domain/calls/series.js';
import { clockTime, dayText } from '../../format/time.js';
import { callStatuses, latency, percent } from '../calls/call-status.js';
import { BarChart } from '../charts/bar-chart.js';
import type { LineColor } from '../charts/chart-colors.js';
import { LineChart } from '../charts/line-chart.js';
import { countsText, stackByTime, stackedStatuses, statusCount } from '../charts/stacked.js';
import { ChartCard, chartHeight, StatusLegend } from './chart-card.js';
import classes from './over-time.module.css';

interface Props {
  /** Undefined while it is read. */
  series: Series | undefined;
  /** A range was drawn over the chart, in seconds since 1970. */
  onRange: (from: number, to: number) => void;
}

const daySeconds = 86_400;

/** `14:00 to 14:15`, or days when a bucket is a day. */
export function spanText(at: number, seconds: number): string {
  if (seconds >= daySeconds) return dayText(at * 1_000);
  const clock = `${clockTime(at * 1_000)} to ${clockTime((at + seconds) * 1_000)}`;
  return seconds >= 3_600 ? `${dayText(at * 1_000)}, ${clock}` : clock;
}

/** Calls by status, with the promotions of deployments. */
export function TrafficChart({ series, onRange, action }: Props & { action?: ReactNode }) {
  const [pointed, setPointed] = useState(-1);
  const stack = useMemo(() => series && stackByTime(series.buckets, series.bucketSeconds), [series]);
  const marks = useMemo(() => series && deploymentMarks(series), [series]);
  const bucket = series?.buckets[pointed];
  return (
    <ChartCard
      title="Calls over time"
      action={action}
      below={
        bucket ? (
          `${spanText(Date.parse(bucket.at) / 1_000, series!.bucketSeconds)}: ${countsText(bucket)}`
        ) : (
          <StatusLegend />
        )
      }
    >
      {stack && (
        <BarChart
          time
          label={`Calls over time, by status. Total: ${totalsText(series!)}`}
          stack={stack}
          height={chartHeight}
          marks={marks}
          onPoint={setPointed}
          onRange={onRange}
        />
      )}
    </ChartCard>
  );
}

const totalsText = ({ totals }: Series): string =>
  stackedStatuses
    .map((status) => `${statusCount(totals, status).toLocaleString('en')} ${callStatuses[status].label.toLowerCase()}`)
    .join(', ');

/** The share of calls that failed; the period before is a dashed line. */
export function ErrorRateChart({ series, onRange }: Props) {
  const [pointed, setPointed] = useState(-1);
  const lines = useMemo(
    () =>
      series && [
        ...(series.previous
          ? [{ color: 'before' as const, values: valuesBefore(series, 'errorRate'), dashed: true }]
          : []),
        { color: 'error' as const, values: valuesOf(series, 'errorRate') },
      ],
    [series],
  );
  const bucket = series?.buckets[pointed];
  return (
    <ChartCard
      title="Error rate"
      below={
        bucket ? (
          `${spanText(Date.parse(bucket.at) / 1_000, series!.bucketSeconds)}: ${percent(bucket.errorRate)}`
        ) : (
          <Legend
            lines={[['error', 'Error rate'], ...(series?.previous ? [['before', 'Period before'] as const] : [])]}
          />
        )
      }
    >
      {lines && (
        <LineChart
          label={`Error rate over time. In all: ${percent(series!.totals.errorRate)}`}
          times={timesOf(series!)}
          lines={lines}
          yTick={(value) => `${Number((value * 100).toPrecision(2))} %`}
          marks={deploymentMarks(series!)}
          height={chartHeight}
          onPoint={setPointed}
          onRange={onRange}
        />
      )}
    </ChartCard>
  );
}

const percentiles = ['p50', 'p95', 'p99'] as const;

/** P50, P95 and P99 of the calls that reached a server. */
export function LatencyChart({ series, onRange }: Props) {
  const [pointed, setPointed] = useState(-1);
  const lines = useMemo(
    () => series && percentiles.map((name) => ({ color: name, values: valuesOf(series, name) })),
    [series],
  );
  const textOf = (of: Record<(typeof percentiles)[number], number | null>) =>
    percentiles.map((name) => `${name.toUpperCase()} ${of[name] === null ? '–' : latency(of[name])}`).join(', ');
  const bucket = series?.buckets[pointed];
  return (
    <ChartCard
      title="Latency over time"
      below={
        bucket ? (
          `${spanText(Date.parse(bucket.at) / 1_000, series!.bucketSeconds)}: ${textOf(bucket)}`
        ) : (
          <Legend lines={percentiles.map((name) => [name, name.toUpperCase()] as const)} />
        )
      }
    >
      {lines && (
        <LineChart
          label={`Latency over time. In all: ${textOf(series!.totals)}`}
          times={timesOf(series!)}
          lines={lines}
          yTick={(value) => (value === 0 ? '' : latency(value).replace(/\.0+ /, ' '))}
          marks={deploymentMarks(series!)}
          height={chartHeight}
          onPoint={setPointed}
          onRange={onRange}
        />
      )}
    </ChartCard>
  );
}

function Legend({ lines }: { lines: (readonly [LineColor, string])[] }) {
  return (
    <Group gap="4px 12px">
      {lines.map(([color, label]) => (
        <Group key={color} gap={6} wrap="nowrap">
          <span className={classes['line']} data-color={color} />
          <Text size="sm" span>
            {label}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
