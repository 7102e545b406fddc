import type { StackedStatus } from './stacked.js';

/** The colours of charts, which are drawn on a canvas and cannot use a style sheet. */
export const chartColors: Record<'light' | 'dark', Record<StackedStatus | 'text' | 'grid', string>> = {
  light: {
    success: '#4a9d78',
    cancelled: '#9aa1aa',
    needs_sign_in: '#8474cf',
    denied: '#c9871f',
    error: '#cf4a46',
    text: '#5a6169',
    grid: '#eceef1',
  },
  dark: {
    success: '#4fae86',
    cancelled: '#7d848e',
    needs_sign_in: '#9a8be0',
    denied: '#d9a441',
    error: '#e5716b',
    text: '#a3a9b2',
    grid: '#2a2e34',
  },
};
