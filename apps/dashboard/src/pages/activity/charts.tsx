import { SimpleGrid } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { trimmed } from '../../domain/calls/latencies.js';
import { ChartCard, chartHeight } from '../../ui/analysis/chart-card.js';
import { ErrorRateChart, LatencyChart, TrafficChart } from '../../ui/analysis/over-time.js';
import { latency, latencyTick } from '../../ui/calls/call-status.js';
import { BarChart } from '../../ui/charts/bar-chart.js';
import { countsText, doublings, fromDoublings, stackByLatency } from '../../ui/charts/stacked.js';
import type { Figures } from './use-figures.js';

interface Props {
  figures: Figures;
  onRange: (fromSeconds: number, toSeconds: number) => void;
  zoomOut: ReactNode;
}

export function Charts({ figures: { series, latencies, percentiles }, onRange, zoomOut }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" mt="sm">
      <TrafficChart series={series} onRange={onRange} action={zoomOut} />
      <ErrorRateChart series={series} onRange={onRange} />
      <LatencyChart series={series} onRange={onRange} />
      <ByLatency latencies={latencies} percentiles={percentiles} />
    </SimpleGrid>
  );
}

function ByLatency({ latencies, percentiles }: Pick<Figures, 'latencies' | 'percentiles'>) {
  const data = useMemo(() => latencies && trimmed(latencies), [latencies]);
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
    <ChartCard
      title="Latency distribution"
      below={
        bucket
          ? `${latency(bucket.fromMs ?? 0)} to ${latency(bucket.toMs ?? 0)}: ${countsText(bucket)}`
          : percentilesText
      }
    >
      {stack && (
        <BarChart
          label={`How long calls took, by status. ${percentilesText}`}
          stack={stack}
          height={chartHeight}
          marks={marks}
          tick={(position) => latencyTick(fromDoublings(position))}
          onPoint={setPointed}
        />
      )}
    </ChartCard>
  );
}
