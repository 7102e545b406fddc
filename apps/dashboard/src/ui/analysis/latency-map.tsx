import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { HeatMap } from '../../api/activity/latency.js';
import { type Cell, fullestRow } from '../../domain/calls/heat-map.js';
import { latency } from '../calls/call-status.js';
import { HeatChart } from '../charts/heat-chart.js';
import type { Mark } from '../charts/mark-labels.js';
import { ChartCard } from './chart-card.js';
import classes from './latency-map.module.css';
import { spanText } from './over-time.js';

const mapHeight = 240;

interface Props {
  /** Undefined while it is read. */
  map: HeatMap | undefined;
  marks: Mark[];
  /** A range was drawn over the chart, in seconds since 1970. */
  onRange: (from: number, to: number) => void;
}

/** How long calls took over time: what percentiles join into one line, as it is. */
export function LatencyMap({ map, marks, onRange }: Props) {
  const [pointed, setPointed] = useState<Cell | null>(null);
  return (
    <ChartCard
      title="Latency heat map"
      height={mapHeight}
      below={(map && pointed && cellText(map, pointed)) || <Legend />}
    >
      {map && (
        <HeatChart
          label={`Latencies over time as a heat map. ${usualText(map)}`}
          map={map}
          height={mapHeight}
          marks={marks}
          onPoint={setPointed}
          onRange={onRange}
        />
      )}
    </ChartCard>
  );
}

const rowText = ({ fromMs, toMs }: { fromMs: number; toMs: number }): string =>
  `${latency(fromMs)} to ${latency(toMs)}`;

function usualText(map: HeatMap): string {
  const row = fullestRow(map);
  return row ? `Most calls took ${rowText(row)}` : 'No calls to measure';
}

function cellText({ times, rows, bucketSeconds }: HeatMap, { column, row }: Cell): string {
  const [at, latencies] = [times[column], rows[row]];
  if (at === undefined || latencies === undefined) return '';
  const calls = latencies.calls[column] ?? 0;
  const count = calls === 1 ? '1 call' : `${calls.toLocaleString('en')} calls`;
  return `${spanText(Date.parse(at) / 1_000, bucketSeconds)}: ${count} took ${rowText(latencies)}`;
}

function Legend() {
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" span>
        Few calls
      </Text>
      <span className={classes['scale']} />
      <Text size="sm" span>
        Many calls
      </Text>
    </Group>
  );
}
