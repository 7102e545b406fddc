import { describe, expect, test } from '@jest/globals';
import type { CredentialField } from '@toolyard/contracts';
import { assertFitTogether, assertValues, filledIn, headerValue } from './credential.rules.js';

const field = (name: string, secret = true): CredentialField => ({ name, label: name, secret });
const fields = [field('API_KEY'), field('REGION', false)];
const check = (values: Record<string, unknown>) => () => assertValues(fields, values);
const refused = expect.objectContaining({ code: 'invalid_request' });

describe('values', () => {
  test.each([
    ['a line feed', 'abc\nX-Admin: 1'],
    ['a carriage return', 'abc\rX-Admin: 1'],
    ['both', 'abc\r\nX-Credential-REGION: eu'],
    ['an end of the headers', 'abc\r\n\r\nGET / HTTP/1.1'],
    ['a NUL', 'abc\0'],
    ['a tab', 'a\tb'],
    ['an escape', '\x1b[2J'],
    ['DEL', 'a\x7f'],
    ['a next line of Latin-1', 'abc\x85X-Admin: 1'],
    ['a line separator', 'abc\u2028X-Admin: 1'],
    ['half a character', 'a\ud800'],
    ['a space at the end', 'abc '],
    ['a space at the beginning', ' abc'],
    ['nothing', ''],
    ['a number', 5],
    ['null', null],
    ['a list', ['abc']],
    ['too much', 'x'.repeat(4_097)],
    ['too much once it is encoded', '🌩'.repeat(1_000)],
  ])('with %s are refused and not repeated', (_, value) => {
    expect(check({ API_KEY: value })).toThrow(refused);
    try {
      check({ API_KEY: value })();
    } catch (error) {
      expect((error as Error).message).not.toContain('abc');
    }
  });

  test('for names that the server does not ask for are refused', () => {
    expect(check({ OTHER: 'x' })).toThrow(refused);
    expect(check({ api_key: 'x' })).toThrow(refused);
    expect(check(JSON.parse('{"__proto__": "x"}'))).toThrow(refused);
    expect(check({})).toThrow(refused);
  });

  test('are at most what a request can carry', () => {
    expect(check({ API_KEY: 'x'.repeat(4_096) })).not.toThrow();
    expect(() => assertFitTogether({ A: 'x'.repeat(4_000), B: 'x'.repeat(4_000) })).not.toThrow();
    expect(() => assertFitTogether({ A: 'x'.repeat(4_000), B: 'x'.repeat(4_000), C: 'x'.repeat(200) })).toThrow(
      refused,
    );
  });
});

describe('headers', () => {
  test('carry visible ASCII as it is, and everything else so that it can be recognised and read back', () => {
    expect(headerValue('sk-123 ~!')).toBe('sk-123 ~!');
    expect(headerValue('pä$$')).toBe(`=?base64?${Buffer.from('pä$$').toString('base64')}?=`);
    expect(headerValue('=?base64?eA==?=')).toBe(`=?base64?${Buffer.from('=?base64?eA==?=').toString('base64')}?=`);
  });

  test('are named after the fields, and say which values must not appear in records', () => {
    expect(filledIn(fields, { API_KEY: 'sk-1', REGION: 'eu' })).toEqual({
      headers: ['X-Credential-API-KEY', 'sk-1', 'X-Credential-REGION', 'eu'],
      secrets: ['sk-1'],
    });
    expect(filledIn(fields, { API_KEY: 'pä' }).secrets).toEqual(['pä', headerValue('pä')]);
  });
});
