import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { HeatMap } from '../../api/activity/latency.js';
import { type Cell, mostCalls, shade } from '../../domain/calls/heat-map.js';
import { latencyTick } from '../calls/call-status.js';
import classes from './bar-chart.module.css';
import { chartColors } from './chart-colors.js';
import type { Mark } from './mark-labels.js';
import { frameOf, mountChart, rangeHooks, timeTick } from './plot.js';
import { barAt, doublings, fromDoublings } from './stacked.js';

interface Props {
  /** What the chart shows, in words. */
  label: string;
  map: HeatMap;
  height: number;
  marks: Mark[];
  /** What is under the pointer. */
  onPoint: (cell: Cell | null) => void;
  /** A range was drawn over the chart, in seconds since 1970. */
  onRange: (from: number, to: number) => void;
}

/** Calls by time and latency: the darker a cell, the more calls it has. */
export function HeatChart({ label, map, height, marks, onPoint, onRange }: Props) {
  const scheme = useComputedColorScheme('light');
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const grid = useMemo(() => gridOf(map), [map]);
  const latest = useRef({ grid, marks, onPoint, onRange });

  useEffect(() => {
    latest.current = { grid, marks, onPoint, onRange };
  });

  useEffect(() => {
    const element = box.current!;
    const size = { width: element.clientWidth, height };
    const { plot, remove } = mountChart(element, height, optionsOf(latest, scheme, size), latest.current.grid.data);
    chart.current = plot;
    return remove;
  }, [scheme, height]);

  useEffect(() => chart.current?.setData(grid.data), [grid, marks]);

  return <Box ref={box} role="img" aria-label={label} h={height} className={classes['chart']} data-choosable />;
}

interface Grid {
  map: HeatMap;
  /** Seconds since 1970: the beginnings of the columns, and the end of the last one. */
  times: number[];
  /** Doublings of a microsecond: the lower edges of the rows, and the upper edge of the last one. */
  latencies: number[];
  data: uPlot.AlignedData;
}

function gridOf(map: HeatMap): Grid {
  const starts = map.times.map((at) => Date.parse(at) / 1_000);
  const times = [...starts, (starts.at(-1) ?? 0) + map.bucketSeconds];
  const latencies = [...map.rows.map(({ fromMs }) => doublings(fromMs)), doublings(map.rows.at(-1)?.toMs ?? 0)];
  return { map, times, latencies, data: [times, times.map(() => latencies[0]!)] };
}

type Latest = { current: Pick<Props, 'marks' | 'onPoint' | 'onRange'> & { grid: Grid } };

function optionsOf(latest: Latest, scheme: 'light' | 'dark', size: { width: number; height: number }): uPlot.Options {
  const { draw, ...frame } = frameOf({
    ...size,
    scheme,
    hasMarks: true,
    marks: () => latest.current.marks,
    xTick: timeTick,
    yTick: (value) => latencyTick(fromDoublings(value)),
  });
  return {
    ...frame,
    scales: {
      x: { time: true, range: () => spanOf(latest.current.grid.times) },
      y: { range: () => spanOf(latest.current.grid.latencies) },
    },
    series: [{}, { paths: () => null, points: { show: false } }],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    hooks: {
      ...rangeHooks(
        (from, to) => latest.current.onRange(from, to),
        () => undefined,
      ),
      setCursor: [(self) => latest.current.onPoint(cellUnder(self, latest.current.grid))],
      draw: [(self) => drawCells(self, latest.current.grid, chartColors[scheme].heat), draw],
    },
  };
}

const spanOf = (edges: number[]): [number, number] => (edges.length > 1 ? [edges[0]!, edges.at(-1)!] : [0, 1]);

function cellUnder(chart: uPlot, { times, latencies }: Grid): Cell | null {
  const { left = -1, top = -1 } = chart.cursor;
  if (left < 0 || top < 0) return null;
  const cell = { column: barAt(times, chart.posToVal(left, 'x')), row: barAt(latencies, chart.posToVal(top, 'y')) };
  return cell.column < 0 || cell.row < 0 ? null : cell;
}

/** Cells have a line between them where there is room for one. */
const sideOf = (pixels: number): number => (pixels > 4 ? pixels - 1 : Math.max(1, pixels));

function drawCells(chart: uPlot, { map, times, latencies }: Grid, color: string): void {
  const { ctx } = chart;
  const most = mostCalls(map);
  const lefts = times.map((at) => Math.round(chart.valToPos(at, 'x', true)));
  const tops = latencies.map((value) => Math.round(chart.valToPos(value, 'y', true)));
  ctx.save();
  ctx.fillStyle = color;
  map.rows.forEach(({ calls }, row) =>
    calls.forEach((count, column) => {
      if (count === 0) return;
      const [left, right, top, bottom] = [lefts[column]!, lefts[column + 1]!, tops[row + 1]!, tops[row]!];
      ctx.globalAlpha = shade(count, most);
      ctx.fillRect(left, top, sideOf(right - left), sideOf(bottom - top));
    }),
  );
  ctx.restore();
}
