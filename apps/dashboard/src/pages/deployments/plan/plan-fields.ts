import type { BuildSettings } from '../../../api/deployments/build-plan.js';

/** How a field of the build settings is entered: as text, as a number, or as words. */
const kinds = {
  root: 'text',
  dockerfile: 'text',
  install: 'text',
  build: 'text',
  start: 'text',
  node: 'text',
  python: 'text',
  path: 'text',
  transport: 'text',
  port: 'number',
  packages: 'words',
} as const satisfies Partial<Record<keyof BuildSettings, 'text' | 'number' | 'words'>>;

export type PlanField = keyof typeof kinds;

/** Whether a field has a form here. Others are set in `toolyard.yaml`. */
export const isPlanField = (name: string | undefined): name is PlanField =>
  name !== undefined && Object.hasOwn(kinds, name);

/** What is set, as text to edit; empty when the repository decides. */
export function enteredText(settings: BuildSettings, field: PlanField): string {
  const value = settings[field];
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** The settings with a field changed; with an empty text the repository decides again. */
export function withField(settings: BuildSettings, field: PlanField, text: string): BuildSettings {
  const { [field]: _, ...rest } = settings;
  const trimmed = text.trim();
  if (trimmed === '') return rest;
  switch (kinds[field]) {
    case 'number':
      return { ...rest, [field]: Number(trimmed) };
    case 'words':
      return { ...rest, [field]: trimmed.split(/[\s,]+/) };
    default:
      return { ...rest, [field]: trimmed };
  }
}
