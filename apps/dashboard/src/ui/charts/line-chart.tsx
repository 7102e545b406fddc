import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './bar-chart.module.css';
import { chartColors, type LineColor } from './chart-colors.js';
import type { Mark } from './mark-labels.js';
import { frameOf, mountChart, rangeHooks, timeTick } from './plot.js';

export interface Line {
  color: LineColor;
  /** One for each time; null where there is none. */
  values: (number | null)[];
  /** The period before, drawn behind the others. */
  dashed?: boolean;
}

interface Props {
  /** What the chart shows, in words. */
  label: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  yTick: (value: number) => string;
  height?: number;
  /** Vertical lines. */
  marks?: Mark[];
  /** The time under the pointer, as an index, or -1. */
  onPoint?: (index: number) => void;
  onRange: (from: number, to: number) => void;
}

/** Lines over time. A range that is drawn over them is selected. */
export function LineChart({ label, times, lines, yTick, height = 150, marks, onPoint, onRange }: Props) {
  const scheme = useComputedColorScheme('light');
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ marks, onPoint, onRange, yTick });
  const looks = lines.map(({ color, dashed }) => `${color}${dashed ? '-' : ''}`).join(' ');
  const chart = useRef<uPlot | null>(null);
  const data: uPlot.AlignedData = [times, ...lines.map(({ values }) => values)];
  const shown = useRef(data);

  useEffect(() => {
    latest.current = { marks, onPoint, onRange, yTick };
    shown.current = data;
  });

  useEffect(() => {
    const element = box.current!;
    const { draw, ...frame } = frameOf({
      scheme,
      width: element.clientWidth,
      height,
      hasMarks: true,
      marks: () => latest.current.marks ?? [],
      xTick: timeTick,
      yTick: (value) => latest.current.yTick(value),
    });
    const { plot, remove } = mountChart(
      element,
      height,
      {
        ...frame,
        scales: { x: { time: true }, y: { range: (_, __, most) => [0, most || 1] } },
        series: [{}, ...looks.split(' ').map((look) => lineLook(look, scheme))],
        cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
        hooks: {
          ...rangeHooks(
            (from, to) => latest.current.onRange(from, to),
            () => undefined,
          ),
          setCursor: [({ cursor }) => latest.current.onPoint?.(cursor.idx ?? -1)],
          draw: [draw],
        },
      },
      shown.current,
    );
    chart.current = plot;
    return remove;
  }, [scheme, height, looks]);

  useEffect(() => chart.current?.setData(shown.current), [times, lines, marks]);

  return <Box ref={box} role="img" aria-label={label} h={height} className={classes['chart']} data-choosable />;
}

function lineLook(look: string, scheme: 'light' | 'dark'): uPlot.Series {
  const dashed = look.endsWith('-');
  const stroke = chartColors[scheme][look.replace('-', '') as LineColor];
  return {
    stroke,
    width: dashed ? 1 : 1.75,
    dash: dashed ? [4, 4] : undefined,
    points: { show: false },
    spanGaps: false,
  };
}
