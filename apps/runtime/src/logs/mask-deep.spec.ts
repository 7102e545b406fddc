import { expect, test } from '@jest/globals';
import { maskDeep } from './mask-deep.js';

test('every string in a value is masked at any depth, and nothing else changes', () => {
  const value = { name: 'a secret', list: [1, null, true, { secret: 'x' }], empty: {} };
  expect(maskDeep(value, (text) => text.replaceAll('secret', '***'))).toEqual({
    name: 'a ***',
    list: [1, null, true, { '***': 'x' }],
    empty: {},
  });
});
