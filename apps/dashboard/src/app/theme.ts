import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import surfaces from './surfaces.module.css';

const systemFonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** The accent colour: a teal that is dark enough for white text. */
const accent: MantineColorsTuple = [
  '#e6fafd',
  '#d0f1f7',
  '#a0e3ef',
  '#6bd3e6',
  '#44c4dc',
  '#22a7c0',
  '#0f8ba3',
  '#0b7285',
  '#075a6b',
  '#034250',
];

/** Dark greys; 7 is the surface of cards, 6 what lies above it: menus, fields. The page below is darker than both. */
const dark: MantineColorsTuple = [
  '#d5d9de',
  '#b4bac2',
  '#8f969f',
  '#6b7280',
  '#3a3f47',
  '#2f333a',
  '#262a30',
  '#1b1e23',
  '#15171b',
  '#101215',
];

/** Three sizes: details, text, titles. Four, with the figures of a page. */
const sizes = { detail: '0.75rem', text: '0.8125rem', title: '1.25rem' } as const;
const heading = (fontSize: string, lineHeight: string) => ({ fontSize, lineHeight });

/** The title of a dialog is the most prominent text in it. The header must not be a second banner of the page. */
const dialog = {
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'none' } },
  styles: { title: { fontSize: sizes.title, fontWeight: 700, overflowWrap: 'anywhere' } },
} as const;

/** Names of tools and repositories can be long: they wrap, and nothing of them is cut. */
const wrappingBadge = {
  styles: {
    root: { height: 'auto', minHeight: 'var(--badge-height)' },
    label: { whiteSpace: 'normal', overflow: 'visible', lineHeight: 1.4 },
  },
} as const;
const wrappingOptions = { styles: { option: { overflowWrap: 'anywhere' } } } as const;
const wrappingNotice = {
  styles: { title: { overflowWrap: 'anywhere' }, description: { overflowWrap: 'anywhere' } },
} as const;

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 7,
  colors: { accent, dark },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: `"Inter Variable", ${systemFonts}`,
  headings: {
    fontFamily: `"Inter Variable", ${systemFonts}`,
    fontWeight: '600',
    sizes: {
      h1: heading(sizes.title, '1.4'),
      h2: heading(sizes.title, '1.4'),
      h3: heading(sizes.title, '1.4'),
      h4: heading(sizes.title, '1.4'),
      h5: heading(sizes.text, '1.5'),
      h6: heading(sizes.text, '1.5'),
    },
  },
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: sizes.detail, sm: sizes.text, md: sizes.text, lg: '1rem', xl: sizes.title },
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200, multiline: true, maw: 320 } },
    Modal: { defaultProps: dialog },
    Drawer: { defaultProps: dialog },
    Badge: { defaultProps: wrappingBadge },
    Select: { defaultProps: wrappingOptions },
    MultiSelect: { defaultProps: wrappingOptions },
    Autocomplete: { defaultProps: wrappingOptions },
    Notification: { defaultProps: wrappingNotice },
    Alert: { defaultProps: { closeButtonLabel: 'Close' }, classNames: { root: surfaces['alert'] } },
    SegmentedControl: { classNames: { root: surfaces['segments'], label: surfaces['segment'] } },
    Menu: { classNames: { dropdown: surfaces['raised'] } },
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    Paper: { defaultProps: { radius: 'md' } },
  },
});

/** Colours of alerts and badges on light backgrounds, and of white text on red. */
const readable = {
  '--mantine-color-red-light-color': '#8f1d1d',
  '--mantine-color-green-light-color': '#1b5e2a',
  '--mantine-color-yellow-light-color': '#6b4700',
  '--mantine-color-blue-light-color': '#164f86',
  '--mantine-color-red-filled': '#c92a2a',
  '--mantine-color-red-filled-hover': '#b02525',
};

/** Dimmed text and links that have the contrast WCAG 2.2 AA asks for on every background used here. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...readable,
    '--toolyard-page': '#f6f7f9',
    '--mantine-color-dimmed': '#5a6169',
    '--mantine-color-anchor': '#0b6a7c',
    '--mantine-color-placeholder': '#6b7178',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--toolyard-page': '#121417',
    '--mantine-color-dimmed': '#a3a9b2',
    '--mantine-color-anchor': '#4fc7dd',
    '--mantine-color-placeholder': '#96989c',
    '--mantine-color-error': '#ff8787',
  },
});
