import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { errorStatus } from './errors.js';

describe('the error catalogue', () => {
  test('has a documentation row with the same status for every code, and no row without a code', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\| +(\d+) +\|/gm)].map(
      ([, code, status]) => [code, Number(status)] as const,
    );
    expect(Object.fromEntries(rows)).toEqual(errorStatus);
  });
});
