import uPlot from 'uplot';
import { clockTime, dayText, isMidnight } from '../../format/time.js';
import { chartColors } from './chart-colors.js';
import { type Mark, placeLabels } from './mark-labels.js';

const chartFont = '"Inter Variable", system-ui, sans-serif';
/** Above the bars or lines, for the labels of vertical lines. */
const markSpace = 20;
/** Half of the widest label of the axis, so that the last one is not cut. */
const labelOverhang = 22;

interface Frame {
  scheme: 'light' | 'dark';
  width: number;
  height: number;
  hasMarks: boolean;
  marks: () => Mark[];
  xTick: (position: number) => string;
  yTick: (value: number) => string;
  yAxis?: uPlot.Axis;
}

/** What all charts share: size, axes, vertical lines. */
export function frameOf({ scheme, width, height, hasMarks, marks, xTick, yTick, yAxis }: Frame) {
  const colors = chartColors[scheme];
  const axis = {
    stroke: colors.text,
    font: `11px ${chartFont}`,
    ticks: { show: false },
    grid: { stroke: colors.grid, width: 1 },
  } satisfies uPlot.Axis;
  return {
    width,
    height,
    legend: { show: false },
    padding: [hasMarks ? markSpace : 8, labelOverhang, 0, 0] as uPlot.Padding,
    axes: [
      { ...axis, size: 24, gap: 6, grid: { show: false }, values: (_: uPlot, splits: number[]) => splits.map(xTick) },
      { ...axis, size: 52, gap: 4, space: 28, values: (_: uPlot, splits: number[]) => splits.map(yTick), ...yAxis },
    ],
    draw: (self: uPlot) => drawMarks(self, marks(), colors.text),
  };
}

/** Draws a chart into an element and follows its width. @returns what removes it */
export function mountChart(
  element: HTMLElement,
  height: number,
  options: uPlot.Options,
  data: uPlot.AlignedData,
): { plot: uPlot; remove: () => void } {
  const plot = new uPlot(options, data, element);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  resized.observe(element);
  return {
    plot,
    remove: () => {
      resized.disconnect();
      plot.destroy();
    },
  };
}

/** The reactions of a chart over which a range can be drawn. */
export function rangeHooks(onRange: (from: number, to: number) => void, onClick: (position: number) => void) {
  let selected = false;
  return {
    setSelect: [
      (self: uPlot) => {
        const { left, width } = self.select;
        if (width < 2) return;
        selected = true;
        onRange(self.posToVal(left, 'x'), self.posToVal(left + width, 'x'));
        self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    ],
    ready: [
      (self: uPlot) =>
        self.over.addEventListener('click', (event) => {
          if (selected) return void (selected = false);
          onClick(self.posToVal(event.offsetX, 'x'));
        }),
    ],
  };
}

/** The time of day; at midnight the date. */
export function timeTick(seconds: number): string {
  const at = seconds * 1_000;
  return isMidnight(at) ? dayText(at) : clockTime(at);
}

export function shortNumber(value: number): string {
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
