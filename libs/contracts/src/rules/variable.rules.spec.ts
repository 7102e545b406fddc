import { describe, expect, test } from '@jest/globals';
import { brokenNameRule } from './variable.rules.js';

describe('the name of a variable', () => {
  test.each(['API_KEY', '_x', 'a1', 'MY_TOOLYARD_KEY', 'port', 'X'.repeat(128)])('%s may be set', (name) =>
    expect(brokenNameRule(name)).toBeNull(),
  );

  test.each(['', '1A', 'A-B', 'A B', 'Ä', 'A\n', 'X'.repeat(129)])('%j is malformed', (name) =>
    expect(brokenNameRule(name)).toEqual({ rule: 'malformed' }),
  );

  test.each(['GUMLOOP_X', 'GUMSTACK_X', 'TOOLYARD_X', 'toolyard_x'])('%s is reserved, whatever its case', (name) =>
    expect(brokenNameRule(name)).toEqual({ rule: 'reserved', prefix: `${name.split('_')[0]!.toUpperCase()}_` }),
  );

  test('PORT is set by the platform', () => expect(brokenNameRule('PORT')).toEqual({ rule: 'platform' }));
});
