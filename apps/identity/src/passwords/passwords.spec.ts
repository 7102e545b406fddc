import { describe, expect, test } from '@jest/globals';
import { Passwords } from './passwords.js';

const passwords = new Passwords();
const good = 'violet-anvil-harbour-tundra';

describe('a password', () => {
  test.each([
    ['shorter than twelve characters', 'xK9#mQ2$vL', []],
    ['of a list of common ones', 'password1234', []],
    ['a keyboard row', 'qwertyuiop12', []],
    ['a repetition', 'abcabcabcabcabcabc', []],
    ['a date and a common word', 'monkey20101010', []],
    ['made of the name', 'AdaLovelace1', ['Ada Lovelace']],
    ['long, and common at its beginning', 'password'.repeat(30), []],
  ])('is refused when it is %s', async (_, password, about) => {
    await expect(passwords.hash(password, about)).rejects.toMatchObject({ code: 'weak_password' });
  });

  const unlikely = [good, 'correct horse battery staple', 'пароль-из-четырёх-слов'];
  test.each([...unlikely, 'tr0ub4dor&3-and-more', good.repeat(9)])(
    'is taken when it is long and unlikely: %s',
    async (password) => {
      expect(await passwords.hash(password, ['Ada', 'ada@example.org'])).toMatch(
        /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
      );
    },
  );

  test('matches itself alone, in either way of writing an accent', async () => {
    const hash = await passwords.hash('caf\u00e9-anvil-harbour', []);
    expect(await passwords.matches('cafe\u0301-anvil-harbour', hash)).toBe(true);
    expect(await passwords.matches('cafe-anvil-harbour', hash)).toBe(false);
  });

  test('matches nothing where there is none, though as much is computed', async () => {
    expect(await passwords.matches('', null)).toBe(false);
    expect(await passwords.matches('no account has this password', undefined)).toBe(false);
  });

  test('is hashed with a salt of its own', async () => {
    expect(await passwords.hash(good, [])).not.toBe(await passwords.hash(good, []));
  });
});
