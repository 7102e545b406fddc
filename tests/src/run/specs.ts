import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { type SpecSuite, type Suite, suites } from './suites.js';

export interface Spec {
  /** Below the repository, with `/`. */
  source: string;
  compiled: string;
}

/** The specs of a suite, all or those that one of the names fits: see `fits`. */
export function specsOf(suite: SpecSuite, names: string[], root: string): Spec[] {
  return globSync('{apps/*,libs/*,tests}/src/**/*.spec.ts', { cwd: root })
    .filter((source) => endOf(source) === suite.end && (names.length === 0 || names.some((name) => fits(name, source))))
    .sort()
    .map((source) => ({ source, compiled: source.replace('/src/', '/dist/').replace(/\.ts$/, '.js') }));
}

/** Whether a name is the spec's app or library (`registry`), its folder in it, or how the file's own name begins. */
export function fits(name: string, source: string): boolean {
  const [, project, inner] = /^(?:apps\/|libs\/)?([^/]+)\/src\/(.*)$/.exec(source) ?? [];
  const [file = '', ...folders] = (inner ?? '').split('/').reverse();
  return name === project || folders.includes(name) || file.startsWith(`${name}.`);
}

/** Sources whose compiled file is missing: they do not compile, and Jest would leave them out in silence. */
export const notCompiled = (specs: Spec[], root: string): Spec[] =>
  specs.filter(({ compiled }) => !existsSync(join(root, compiled)));

function endOf(source: string): string {
  const ends = Object.values<Suite>(suites).flatMap((suite) => (suite.kind === 'specs' ? [suite.end] : []));
  return ends.filter((end) => source.endsWith(end)).sort((a, b) => b.length - a.length)[0] ?? '';
}
