import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { BuildSettings } from '@toolyard/contracts';
import { parse } from 'yaml';
import { BuildFailure } from './build-failure.js';
import { planOf } from './build-plan.js';

/** A small repository and what becomes of it. */
interface Recipe {
  name: string;
  files: Record<string, unknown>;
  links?: Record<string, string>;
  /** Build settings of the server. */
  settings?: BuildSettings;
  /** Names of the server's variables. */
  variables?: string[];
  /** Values of plan lines by key. */
  lines?: Record<string, string>;
  /** What the plan ignores, each the beginning of a line. */
  ignored?: string[];
  /** Texts of the generated Dockerfile. */
  dockerfile?: string[];
  without?: string[];
  /** Code of the failure, and a text of its sentence. */
  fails?: string;
  says?: string;
}

const folder = resolve(import.meta.dirname, '../../../../tests/recipes');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const baseImages = { node: 'node:{version}-slim', python: 'python:{version}-slim' };

function planned({ files: contents, links, settings, variables }: Recipe) {
  const entries = Object.entries(contents).map(([path, content]): [string, string] => [
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const tree = {
    paths: new Set([...entries.map(([path]) => path), ...Object.keys(links ?? {})]),
    texts: new Map(entries),
    links: new Map(Object.entries(links ?? {})),
  };
  return planOf(tree, { baseImages, cacheScope: 'recipe', commit: '0'.repeat(40), settings, variables });
}

function failureOf(recipe: Recipe): { code: string; message: string } {
  try {
    planned(recipe);
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  }
  throw new Error('It was planned.');
}

describe.each(files)('the repositories of %s', (file) => {
  const recipes = parse(readFileSync(join(folder, file), 'utf8')) as Recipe[];

  test.each(recipes.map((recipe): [string, Recipe] => [recipe.name, recipe]))(
    'are planned as expected: %s',
    (_name, recipe) => {
      if (recipe.fails !== undefined) {
        const failure = failureOf(recipe);
        expect(failure.code).toBe(recipe.fails);
        expect(failure.message).toContain(recipe.says ?? 'push again');
        return;
      }
      const { report, generated = '' } = planned(recipe);
      const lines = Object.fromEntries(report.lines.map(({ key, value }) => [key, value]));
      expect(lines).toMatchObject(recipe.lines ?? {});
      const ignored = report.ignored.map(({ what }) => what).join('\n');
      for (const what of recipe.ignored ?? []) expect(ignored).toContain(what);
      for (const text of recipe.dockerfile ?? []) expect(generated).toContain(text);
      for (const text of recipe.without ?? []) expect(generated).not.toContain(text);
      expect(report.lines.every(({ from }) => from !== '')).toBe(true);
    },
  );
});
