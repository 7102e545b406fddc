import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fits, specsOf } from './specs.js';
import { suites } from './suites.js';

const root = resolve(import.meta.dirname, '../../..');

describe('the specs of a suite', () => {
  test('are in that suite alone', () => {
    const unit = specsOf(suites.unit, [], root).map(({ source }) => source);
    expect(unit).toContain('tests/src/run/specs.spec.ts');
    expect(unit.filter((source) => /\.(int|e2e)\.spec\.ts$/.test(source))).toEqual([]);
    const { source, compiled } = specsOf(suites.integration, ['openapi'], root)[0]!;
    expect([source, compiled]).toEqual(['tests/src/openapi.int.spec.ts', 'tests/dist/openapi.int.spec.js']);
  });

  test('of one app are those below its folder', () => {
    const of = specsOf(suites.unit, ['registry'], root);
    expect(of.length).toBeGreaterThan(0);
    expect(of.filter(({ source }) => !source.startsWith('apps/registry/src/'))).toEqual([]);
  });
});

test.each([
  ['registry', 'apps/registry/src/servers/slug.spec.ts', true],
  ['event-store', 'libs/event-store/src/aggregate/decider.spec.ts', true],
  ['tests', 'tests/src/documentation.spec.ts', true],
  ['dashboard', 'tests/src/e2e/dashboard/access.e2e.spec.ts', true],
  ['restart', 'tests/src/e2e/restart.e2e.spec.ts', true],
  ['start', 'tests/src/e2e/restart.e2e.spec.ts', false],
  ['reg', 'apps/registry/src/servers/slug.spec.ts', false],
])('whether %s names %s: %s', (name, source, expected) => {
  expect(fits(name, source)).toBe(expected);
});
