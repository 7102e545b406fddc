import { describe, expect, test } from '@jest/globals';
import { isAllowedAddress } from './address.rules.js';

const local = [
  '0.0.0.0',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '192.0.2.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
];
const translated = ['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', '2001:0:7f00:1::'];
const metadata = ['100.100.100.200', 'fd00:ec2::254', 'fd00:0ec2:0::0254'];
const privateOnes = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  'fc00::1',
  'fd12:3456::1',
];
const noAddresses = ['0x7f000001', '2130706433', '0177.0.0.1', 'localhost', 'no address', ''];
const internet = ['1.1.1.1', '93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'];

describe('public', () => {
  test.each(internet)('allows %s', (address) => expect(isAllowedAddress(address, 'public')).toBe(true));

  test.each([
    ...local,
    ...translated,
    ...metadata,
    ...privateOnes,
    ...noAddresses,
    '198.18.0.1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2001:db8::1',
    'fec0::1',
  ])('refuses %j', (address) => expect(isAllowedAddress(address, 'public')).toBe(false));
});

describe('not-local', () => {
  test.each([...internet, ...privateOnes])('allows %s', (address) =>
    expect(isAllowedAddress(address, 'not-local')).toBe(true),
  );

  test.each([...local, ...translated, ...metadata, ...noAddresses, '168.63.129.16'])('refuses %j', (address) =>
    expect(isAllowedAddress(address, 'not-local')).toBe(false),
  );
});
