import { describe, expect, test } from '@jest/globals';
import { Masker } from './masker.js';

const secret = 'pä$$ w0rd+/=?&"quoted"';

describe('Masker', () => {
  test('hides a secret as it is, URL-encoded and JSON-escaped', () => {
    const masker = new Masker([secret]);
    expect(masker.mask(`a ${secret} b`)).toBe('a *** b');
    expect(masker.mask(`q=${encodeURIComponent(secret)}&x`)).toBe('q=***&x');
    expect(masker.mask(JSON.stringify({ secret }))).toBe('{"secret":"***"}');
  });

  test.each(['', 'x', 'xy', 'user:', 'someone:'])('hides a secret inside the base64 of "%s<secret>…"', (before) => {
    const masker = new Masker([secret]);
    for (const after of ['', '!', '!!', '!!!']) {
      const encoded = Buffer.from(before + secret + after).toString('base64');
      const masked = masker.mask(encoded);
      expect(masked).toContain('***');
      expect(Buffer.from(masked.replace('***', ''), 'base64').toString('latin1')).not.toContain('w0rd');
    }
  });

  test('hides each long line of a secret of several lines', () => {
    const key = '-----BEGIN KEY-----\nabcdefghijkl\n-----END KEY-----';
    expect(new Masker([key]).mask('line: abcdefghijkl')).toBe('line: ***');
  });

  test('prefers the longer of two secrets that begin alike', () => {
    expect(new Masker(['token', 'token-long']).mask('token-long token')).toBe('*** ***');
  });

  test('treats a secret as text, not as a pattern', () => {
    expect(new Masker(['a.*b']).mask('axxb a.*b')).toBe('axxb ***');
  });

  test('leaves text alone when there is nothing to hide or the value is shorter than four characters', () => {
    expect(new Masker([]).mask('text')).toBe('text');
    expect(new Masker(['1']).mask('101')).toBe('101');
  });
});
