import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockTime, dayText } from '../../format/time.js';
import classes from './bar-chart.module.css';
import { chartColors } from './chart-colors.js';
import { type Mark, placeLabels } from './mark-labels.js';
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

const markSpace = 14;
const widestBar = 36;
const chartFont = '"Inter Variable", system-ui, sans-serif';
/** Half of the widest label of the axis, so that the last one is not cut. */
const labelOverhang = 22;

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
    const plot = new uPlot(
      optionsOf(latest, {
        scheme,
        time,
        choosable,
        width: element.clientWidth,
        height,
        hasMarks: latest.current.marks !== undefined,
      }),
      dataOf(latest.current.stack),
      element,
    );
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
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
    scheme,
    time,
    choosable,
    width,
    height,
    hasMarks,
  }: { scheme: 'light' | 'dark'; time: boolean; choosable: boolean; width: number; height: number; hasMarks: boolean },
): uPlot.Options {
  const colors = chartColors[scheme];
  const axis = {
    stroke: colors.text,
    font: `11px ${chartFont}`,
    ticks: { show: false },
    grid: { stroke: colors.grid, width: 1 },
  } satisfies uPlot.Axis;
  let selected = false;
  return {
    width,
    height,
    legend: { show: false },
    padding: [hasMarks ? markSpace + 6 : 8, labelOverhang, 0, 0],
    scales: {
      x: { time, range: () => spanOf(latest.current.stack) },
      y: { range: (_, __, most) => [0, Math.max(1, most ?? 1)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 6,
        grid: { show: false },
        values: (_, splits) => splits.map(time ? timeTick : (split) => latest.current.tick?.(split) ?? String(split)),
      },
      {
        ...axis,
        size: 44,
        gap: 4,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7],
        space: 28,
        values: (_, splits) => splits.map(short),
      },
    ],
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
      setCursor: [
        (self) =>
          latest.current.onPoint?.(
            self.cursor.left === undefined || self.cursor.left < 0
              ? -1
              : barAt(latest.current.stack.edges, self.posToVal(self.cursor.left, 'x')),
          ),
      ],
      setSelect: [
        (self) => {
          const { left, width: drawnWidth } = self.select;
          if (drawnWidth < 2) return;
          selected = true;
          latest.current.onRange?.(self.posToVal(left, 'x'), self.posToVal(left + drawnWidth, 'x'));
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      ready: [
        (self) =>
          self.over.addEventListener('click', (event) => {
            if (selected) return void (selected = false);
            const { edges } = latest.current.stack;
            const bar = barAt(edges, self.posToVal(event.offsetX, 'x'));
            if (bar >= 0) latest.current.onRange?.(edges[bar]!, edges[bar + 1]!);
          }),
      ],
      draw: [(self) => drawMarks(self, latest.current.marks ?? [], colors.text)],
    },
  };
}

const spanOf = ({ edges }: Stack): [number, number] => (edges.length > 1 ? [edges[0]!, edges.at(-1)!] : [0, 1]);

/** The time of day; at midnight the date. */
function timeTick(seconds: number): string {
  const at = new Date(seconds * 1_000);
  const midnight = at.getHours() === 0 && at.getMinutes() === 0;
  return midnight ? dayText(at.getTime()) : clockTime(at.getTime());
}

function short(value: number): string {
  if (value === 0) return '';
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e4 ? `${value / 1e3} k` : value.toLocaleString('en');
}

/** Dashed lines, with their labels above the bars. */
function drawMarks(chart: uPlot, marks: Mark[], color: string): void {
  const { ctx, bbox } = chart;
  const right = bbox.left + bbox.width;
  const lines = marks
    .map(({ at, label }) => ({ x: Math.round(chart.valToPos(at, 'x', true)), label }))
    .filter(({ x }) => x >= bbox.left && x <= right);
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  for (const { x } of lines) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 2 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.font = `600 ${11 * ratio}px ${chartFont}`;
  ctx.textAlign = 'left';
  for (const { text, x } of placeLabels(lines, { left: bbox.left, right }, (label) => ctx.measureText(label).width))
    ctx.fillText(text, x, bbox.top - 5 * ratio);
  ctx.restore();
}
