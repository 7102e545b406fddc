import type { StackedStatus } from './stacked.js';

/** A canvas does not know style sheets, so the colours of charts are here. */
export const chartColors: Record<'light' | 'dark', Record<StackedStatus | 'text' | 'grid', string>> = {
  light: { success: '#2f9e44', denied: '#d9730d', error: '#e03131', text: '#495057', grid: '#e9ecef' },
  dark: { success: '#40c057', denied: '#fcc419', error: '#ff6b6b', text: '#a6a7ab', grid: '#373a40' },
};
