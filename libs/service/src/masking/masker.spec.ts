import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { LiteralSearch } from './literal-search.js';
import { Masker } from './masker.js';
import { secretForms } from './secret-forms.js';

const secret = 'pä$$ w0rd+/=?&"quoted"';

/** Random texts over a few characters, so that literals overlap, nest and repeat. */
function randomText(length: number, alphabet = 'abà'): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** Positions that are covered by an occurrence of a literal, found one by one. */
function coveredNaively(text: Buffer, literals: Buffer[]): boolean[] {
  const covered = Array.from(text, () => false);
  for (const literal of literals) {
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
      covered.fill(true, at, at + literal.length);
    }
  }
  return covered;
}

describe('LiteralSearch', () => {
  test('covers what a search for one literal after the other covers', () => {
    for (let round = 0; round < 300; round++) {
      const literals = Array.from({ length: 1 + (round % 9) }, () => Buffer.from(randomText(2 + (round % 5))));
      const text = Buffer.from(randomText(round));
      const covered = Array.from(text, () => false);
      LiteralSearch.of(literals).search(text, (start, end) => covered.fill(true, start, end));
      expect(covered).toEqual(coveredNaively(text, literals));
    }
  });
});

describe('Masker', () => {
  const encodings: [string, (text: string) => string][] = [
    ['as it is', (text) => text],
    ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
    ['in JSON inside JSON', (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
    ['URL-encoded', encodeURIComponent],
    ['form-encoded', (text) => new URLSearchParams({ text }).toString().slice(5)],
    ['hexadecimal', (text) => Buffer.from(text).toString('hex')],
    ['hexadecimal, upper case', (text) => Buffer.from(text).toString('hex').toUpperCase()],
    ['in HTML', (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['base64url', (text) => Buffer.from(text).toString('base64url')],
  ];

  test.each(encodings)('hides a secret %s', (_name, encode) => {
    const masker = Masker.of([secret]);
    expect(masker.mask(`a ${encode(secret)} b`)).toMatch(/^a \*\*\*={0,2}.? b$/);
  });

  test.each(['', 'x', 'xy', 'user:', 'someone:'])('hides a secret inside the base64 of "%s<secret>…"', (before) => {
    const masker = Masker.of([secret]);
    for (const after of ['', '!', '!!', '!!!']) {
      const encoded = Buffer.from(before + secret + after).toString('base64');
      const masked = masker.mask(encoded);
      expect(masked).toContain('***');
      expect(Buffer.from(masked.replace('***', ''), 'base64').toString('latin1')).not.toContain('w0rd');
    }
  });

  test('hides a long secret in base64 that is broken into lines', () => {
    // 228 characters are four whole lines; a rest of a few characters would be too short to hide.
    const value = randomBytes(171).toString('base64url');
    const wrapped = Buffer.from(value).toString('base64').match(/.{76}/g)!;
    for (const line of wrapped) expect(Masker.of([value]).mask(line)).toMatch(/^\*\*\*={0,2}$/);
  });

  test('hides each long line of a secret of several lines', () => {
    const key = '-----BEGIN KEY-----\nabcdefghijkl\n-----END KEY-----';
    expect(Masker.of([key]).mask('line: abcdefghijkl')).toBe('line: ***');
  });

  test('hides two secrets that overlap as one', () => {
    expect(Masker.of(['token', 'token-long']).mask('token-long token')).toBe('*** ***');
    expect(Masker.of(['abcd-efgh', 'efgh-ijkl']).mask('(abcd-efgh-ijkl)')).toBe('(***)');
  });

  test('treats a secret as text, not as a pattern', () => {
    expect(Masker.of(['a.*b']).mask('axxb a.*b')).toBe('axxb ***');
  });

  test('leaves text alone when there is nothing to hide or the value is shorter than four characters', () => {
    expect(Masker.of([]).mask('text')).toBe('text');
    expect(Masker.of(['1']).mask('101')).toBe('101');
  });

  test.each([
    ['many short lines', Array.from({ length: 6_000 }, (_, n) => `line-${n}-${n * 7919}`).join('\n')],
    ['one long line', randomText(200_000)],
    ['characters that escape to six', '\u0001'.repeat(60_000)],
    ['lone surrogates', '\ud800\udfff\ud800 end'.repeat(5_000)],
  ])('hides a value of any size: %s', async (_name, value) => {
    const masker = await Masker.prepare([value]);
    const masked = masker.mask(JSON.stringify({ value, after: 'kept' }));
    expect(masked).toContain('"after":"kept"');
    expect(masked.length).toBeLessThan(200);
  });

  test('hides keys of the platform by their format, in base64 as well', () => {
    const key = `ty_${randomBytes(24).toString('base64url')}`;
    const masker = Masker.of([]);
    expect(masker.mask(`Authorization: Bearer ${key}`)).toBe('Authorization: Bearer ***');
    for (const user of ['', 'x', 'xy', 'git', 'x:', 'me:']) {
      expect(masker.mask(Buffer.from(`${user}${key}`).toString('base64'))).toMatch(/^[A-Za-z0-9+/]{0,8}\*\*\*$/);
    }
    expect(masker.mask('ty_short and empty_stays_as_it_is')).toBe('ty_short and empty_stays_as_it_is');
  });

  test('has a form for every secret that is long enough', () => {
    for (const value of ['abcd', 'ÄÖÜß', '🔑🔑', '    ', '\\\\\\\\']) expect(secretForms(value)).toContain(value);
  });
});
