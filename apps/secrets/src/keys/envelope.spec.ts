import { describe, expect, test } from '@jest/globals';
import { newDataKey, NotDecryptable, openValue, sealValue, unwrapKey, wrapKey } from './envelope.js';
import { formatKeyring, Keyring, newKey, parseKeyring, UnknownKey } from './keyring.js';

const place = { owner: 'server:srv_1', name: 'API_KEY', version: 3 };
const secret = 'pä$$wörd 🌩️\n';

describe('a sealed value', () => {
  const dataKey = newDataKey();
  const sealed = sealValue(secret, place, 'dk_1', dataKey);

  test('opens in its place with its key, byte for byte', () => {
    expect(openValue(sealed, place, dataKey)).toBe(secret);
    expect(openValue(sealValue('', place, 'dk_1', dataKey), place, dataKey)).toBe('');
  });

  test.each([
    ['another server', { ...place, owner: 'server:srv_2' }],
    ['another name', { ...place, name: 'API_KEY2' }],
    ['another version', { ...place, version: 2 }],
  ])('does not open in the place of %s', (_, elsewhere) => {
    expect(() => openValue(sealed, elsewhere, dataKey)).toThrow(NotDecryptable);
  });

  test("does not open under another data key, nor under another key's id", () => {
    expect(() => openValue(sealed, place, newDataKey())).toThrow(NotDecryptable);
    expect(() => openValue({ ...sealed, dataKeyId: 'dk_2' }, place, dataKey)).toThrow(NotDecryptable);
  });

  test.each(['nonce', 'ciphertext', 'tag'] as const)('does not open once its %s was touched or cut', (field) => {
    const bytes = Buffer.from(sealed[field], 'base64');
    bytes[0]! ^= 1;
    expect(() => openValue({ ...sealed, [field]: bytes.toString('base64') }, place, dataKey)).toThrow(NotDecryptable);
    expect(() => openValue({ ...sealed, [field]: bytes.subarray(0, 4).toString('base64') }, place, dataKey)).toThrow(
      NotDecryptable,
    );
  });

  test('never looks the same twice', () => {
    const again = sealValue(secret, place, 'dk_1', dataKey);
    expect(again.nonce).not.toBe(sealed.nonce);
    expect(again.ciphertext).not.toBe(sealed.ciphertext);
  });

  test('shows nothing of itself when it fails', () => {
    const error = (() => {
      try {
        return openValue(sealed, place, newDataKey());
      } catch (thrown) {
        return thrown as Error;
      }
    })();
    expect(`${error}${(error as Error).stack}`).not.toContain(sealed.ciphertext);
  });
});

describe('a wrapped data key', () => {
  const kek = newKey();
  const keyring = new Keyring([kek]);
  const dataKey = newDataKey();
  const wrapped = wrapKey(dataKey, { dataKeyId: 'dk_1', owner: 'server:srv_1' }, kek);

  test('unwraps with the key-encryption key it names', () => {
    expect(unwrapKey(wrapped, keyring)).toEqual(dataKey);
    expect(unwrapKey(wrapped, new Keyring([newKey(), kek]))).toEqual(dataKey);
  });

  test('says which key is missing', () => {
    expect(() => unwrapKey(wrapped, new Keyring([newKey()]))).toThrow(UnknownKey);
    expect(() => unwrapKey(wrapped, new Keyring([newKey()]))).toThrow(kek.id);
  });

  test.each([{ owner: 'server:srv_2' }, { dataKeyId: 'dk_2' }])('does not unwrap as %j', (swapped) => {
    expect(() => unwrapKey({ ...wrapped, ...swapped }, keyring)).toThrow(NotDecryptable);
  });
});

describe('a keyring', () => {
  const [a, b] = [newKey(), newKey()];

  test('survives being written and read, in order', () => {
    const read = parseKeyring(formatKeyring(new Keyring([a, b])), 'the file');
    expect(read.keys).toEqual([a, b]);
    expect(read.current.id).toBe(a.id);
  });

  test('reads lines, commas, comments and blanks alike', () => {
    const [x, y] = [a.key.toString('base64'), b.key.toString('base64')];
    for (const text of [`${x},${y}`, `# old\n ${x} \r\n\n${y}\n`, `${x}\n${y}\n${x}`])
      expect(parseKeyring(text, 'it').keys.map((key) => key.id)).toEqual([a.id, b.id]);
  });

  test.each([
    '',
    '# nothing',
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    'x'.repeat(44),
  ])('refuses %j and does not repeat it', (text) => {
    const read = () => parseKeyring(text, 'the master key file');
    expect(read).toThrow('the master key file');
    if (text.length > 5) expect(read).not.toThrow(text);
  });
});
