import { expect, test } from '@jest/globals';
import { withoutAnsi } from './plain-text.js';

test('colours, cursor movements and titles of a terminal leave the text alone', () => {
  expect(withoutAnsi('\u001b[31mred\u001b[0m \u001b[2Kplain \u001b]0;title\u0007end')).toBe('red plain end');
  expect(withoutAnsi('array[0] = 1; \u001b]8;;http://x\u001b\\link')).toBe('array[0] = 1; link');
});
