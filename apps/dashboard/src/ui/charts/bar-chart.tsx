import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './bar-chart.module.css';
import { chartColors } from './chart-colors.js';
import type { Mark } from './mark-labels.js';
import { frameOf, mountChart, rangeHooks, shortNumber, timeTick } from './plot.js';
import { barAt, type Stack, stackedStatuses } from './stacked.js';

interface Props {
  /** What the chart shows, in words. */
  label: string;
  stack: Stack;
  height?: number;
  /** Positions are seconds since 1970. */
  time?: boolean;
  /** The label of a position at the axis, for a chart that is not over time. */
  tick?: (position: number) => string;
  /** Vertical lines. */
  marks?: Mark[];
  /** The bar under the pointer, or -1. */
  onPoint?: (bar: number) => void;
  /** The selected range or the clicked bar, as positions. */
  onRange?: (from: number, to: number) => void;
}

const widestBar = 36;
/** Steps of the axis for calls, which are whole numbers. */
const wholeSteps = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Bars stacked by status, on a canvas because that paints fast for any number of bars. */
export function BarChart({ label, stack, height = 150, time = false, tick, marks, onPoint, onRange }: Props) {
  const scheme = useComputedColorScheme('light');
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef({ stack, tick, marks, onPoint, onRange });
  const choosable = onRange !== undefined;

  useEffect(() => {
    latest.current = { stack, tick, marks, onPoint, onRange };
  });

  useEffect(() => {
    const element = box.current!;
    const { plot, remove } = mountChart(
      element,
      height,
      optionsOf(latest, {
        scheme,
        time,
        choosable,
        width: element.clientWidth,
        height,
        hasMarks: latest.current.marks !== undefined,
      }),
      dataOf(latest.current.stack),
    );
    chart.current = plot;
    return remove;
  }, [scheme, time, choosable, height]);

  useEffect(() => chart.current?.setData(dataOf(stack)), [stack, marks]);

  return (
    <Box
      ref={box}
      role="img"
      aria-label={label}
      h={height}
      className={classes['chart']}
      data-choosable={choosable || undefined}
    />
  );
}

/** The tallest series first, because later series are selected over it. */
const dataOf = ({ edges, heights }: Stack): uPlot.AlignedData => [edges.slice(0, -1), ...heights.toReversed()];

type Latest = { current: Pick<Props, 'stack' | 'tick' | 'marks' | 'onPoint' | 'onRange'> };

function optionsOf(
  latest: Latest,
  {
    time,
    choosable,
    ...size
  }: { scheme: 'light' | 'dark'; width: number; height: number; hasMarks: boolean } & {
    time: boolean;
    choosable: boolean;
  },
): uPlot.Options {
  const colors = chartColors[size.scheme];
  const { draw, ...frame } = frameOf({
    ...size,
    marks: () => latest.current.marks ?? [],
    xTick: time ? timeTick : (split) => latest.current.tick?.(split) ?? String(split),
    yTick: shortNumber,
    yAxis: { incrs: wholeSteps },
  });
  const barUnder = (position: number) => barAt(latest.current.stack.edges, position);
  return {
    ...frame,
    scales: {
      x: { time, range: () => spanOf(latest.current.stack) },
      y: { range: (_, __, most) => [0, Math.max(1, most ?? 1)] },
    },
    series: [
      {},
      ...stackedStatuses.toReversed().map((status): uPlot.Series => ({
        fill: colors[status],
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars!({ align: 1, size: [1, widestBar, 1], gap: 1 }),
      })),
    ],
    cursor: { y: false, points: { show: false }, drag: { x: choosable, y: false, setScale: false } },
    hooks: {
      ...rangeHooks(
        (from, to) => latest.current.onRange?.(from, to),
        (position) => {
          const { edges } = latest.current.stack;
          const bar = barUnder(position);
          if (bar >= 0) latest.current.onRange?.(edges[bar]!, edges[bar + 1]!);
        },
      ),
      setCursor: [
        (self) =>
          latest.current.onPoint?.(
            self.cursor.left === undefined || self.cursor.left < 0
              ? -1
              : barUnder(self.posToVal(self.cursor.left, 'x')),
          ),
      ],
      draw: [draw],
    },
  };
}

const spanOf = ({ edges }: Stack): [number, number] => (edges.length > 1 ? [edges[0]!, edges.at(-1)!] : [0, 1]);
