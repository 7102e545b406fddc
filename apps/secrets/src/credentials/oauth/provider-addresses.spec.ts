import { describe, expect, test } from '@jest/globals';
import { assertMayAsk, checkedLookup, isRefusedAddress, NotAsked } from './provider-addresses.js';
import { pathBack } from './return-to.js';

describe('a provider is not asked', () => {
  test.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '169.254.169.254',
    '169.254.0.1',
    '255.255.255.255',
    '224.0.0.1',
    '240.0.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    'fd00:0ec2:0::0254',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    'no address',
    '',
  ])('at %s', (address) => {
    expect(isRefusedAddress(address)).toBe(true);
  });

  test.each([
    'http://login.example.com/token',
    'https://127.0.0.1/token',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest',
  ])('by %s', (url) => {
    expect(() => assertMayAsk(new URL(url), [])).toThrow(NotAsked);
  });

  test('when its name leads to such an address, whichever of its addresses it is', async () => {
    const [error] = await new Promise<unknown[]>((resolve) =>
      checkedLookup('localhost', {}, (...answer) => resolve(answer)),
    );
    expect(error).toBeInstanceOf(NotAsked);
  });
});

test('providers in public and private networks are asked, and listed hosts wherever they are', () => {
  for (const address of ['93.184.216.34', '10.1.2.3', '192.168.1.9', 'fd12:3456::1', '2606:2800:220:1::1'])
    expect(isRefusedAddress(address)).toBe(false);
  expect(assertMayAsk(new URL('http://127.0.0.1:9000/token'), ['127.0.0.1:9000'])).toEqual({ isListed: true });
  expect(() => assertMayAsk(new URL('http://127.0.0.1:9001/token'), ['127.0.0.1:9000'])).toThrow(NotAsked);
  expect(assertMayAsk(new URL('https://login.example.com/token'), [])).toEqual({ isListed: false });
});

describe('the way back', () => {
  const publicUrl = 'https://tools.example.com';
  test.each(['/', '/servers/a/overview?tab=1#x', '/credentials'])('may be %s', (path) => {
    expect(pathBack(path, publicUrl, '/other')).toBe(path);
  });

  test.each([
    undefined,
    '',
    '//evil.test',
    '/\\evil.test',
    '/a\\..\\\\evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
    '/a\nb',
    '/\t/evil.test',
    ' /a',
    'credentials',
    `/${'a'.repeat(500)}`,
  ])('is never %j', (path) => {
    expect(pathBack(path, publicUrl, '/other')).toBe('/other');
  });

  test('stays on the platform even when dots are resolved', () => {
    expect(new URL(pathBack('/..//evil.test', publicUrl, '/other'), publicUrl).origin).toBe(publicUrl);
  });
});
