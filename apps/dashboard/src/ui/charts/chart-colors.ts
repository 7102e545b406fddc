import type { StackedStatus } from './stacked.js';

/** The colours of charts, which are drawn on a canvas and cannot use a style sheet. */
export const chartColors: Record<'light' | 'dark', Record<StackedStatus | 'text' | 'grid', string>> = {
  light: {
    success: '#2f9e44',
    cancelled: '#868e96',
    needs_sign_in: '#6741d9',
    denied: '#d9730d',
    error: '#e03131',
    text: '#495057',
    grid: '#e9ecef',
  },
  dark: {
    success: '#40c057',
    cancelled: '#909296',
    needs_sign_in: '#9775fa',
    denied: '#fcc419',
    error: '#ff6b6b',
    text: '#a6a7ab',
    grid: '#373a40',
  },
};
