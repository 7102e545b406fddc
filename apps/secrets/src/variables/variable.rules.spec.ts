import { describe, expect, test } from '@jest/globals';
import { assertName, assertValue } from './variable.rules.js';

describe('a name', () => {
  test.each(['A', '_', 'a1', 'API_KEY', 'path', '__proto__', 'X'.repeat(128), 'PORTS', 'MY_TOOLYARD_X'])(
    '%s is accepted',
    (name) => assertName(name),
  );

  test.each(['', '1A', 'A-B', 'A B', 'A=B', 'Ä', 'A\n', 'A\0', '../A', 'X'.repeat(129)])('%j is refused', (name) => {
    expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  test.each(['GUMLOOP_A', 'GUMSTACK_', 'TOOLYARD_X', 'toolyard_x', 'PORT'])("%s is the platform's", (name) => {
    expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'reserved_name' }));
  });
});

describe('a value', () => {
  test.each([
    ['nothing', ''],
    ['lines', 'a\nb'],
    ['emoji', '🌩️'],
    ['64 KiB', 'x'.repeat(65_536)],
  ])('may be %s', (_, value) => assertValue(value));

  test.each([
    ['a NUL', 'secret\0'],
    ['half a character', 'secret\ud800'],
    ['64 KiB and a byte', 'secret'.padEnd(65_537, 'x')],
    ['64 KiB of two-byte letters', 'secret' + 'ä'.repeat(65_530)],
  ])('may not hold %s, and the refusal does not repeat it', (_, value) => {
    let refusal: any;
    try {
      assertValue(value);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'invalid_request' });
    expect(JSON.stringify([refusal.message, refusal.details])).not.toContain('secret');
  });
});
