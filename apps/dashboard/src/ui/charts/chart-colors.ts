import type { StackedStatus } from './stacked.js';

export type LineColor = 'error' | 'p50' | 'p95' | 'p99' | 'before';

/** The colours of charts, which are drawn on a canvas and cannot use a style sheet. */
export const chartColors: Record<
  'light' | 'dark',
  Record<StackedStatus | LineColor | 'heat' | 'text' | 'grid', string>
> = {
  light: {
    success: '#4a9d78',
    in_progress: '#2f7dc4',
    cancelled: '#9aa1aa',
    needs_sign_in: '#8474cf',
    denied: '#c9871f',
    error: '#cf4a46',
    p50: '#1d8aa3',
    p95: '#7a5fc4',
    p99: '#c2577f',
    before: '#9aa1aa',
    heat: '#1d8aa3',
    text: '#5a6169',
    grid: '#eceef1',
  },
  dark: {
    success: '#4fae86',
    in_progress: '#5aa9e6',
    cancelled: '#7d848e',
    needs_sign_in: '#9a8be0',
    denied: '#d9a441',
    error: '#e5716b',
    p50: '#4fc0d8',
    p95: '#a892ee',
    p99: '#e088a8',
    before: '#6f7781',
    heat: '#4fc0d8',
    text: '#a3a9b2',
    grid: '#2a2e34',
  },
};
