import { describe, expect, test } from '@jest/globals';
import { changedValues, missingFields } from './credential-values.js';

describe('filling in credentials', () => {
  test('an empty field keeps what is stored', () => {
    expect(changedValues({ KEY: '', REGION: 'eu' })).toEqual({ REGION: 'eu' });
  });

  test('only fields without a stored value have to be filled in', () => {
    expect(
      missingFields(
        [
          { name: 'KEY', set: true },
          { name: 'REGION', set: false },
        ],
        {},
      ),
    ).toEqual(['REGION']);
    expect(missingFields([{ name: 'REGION', set: false }], { REGION: 'eu' })).toEqual([]);
  });
});
