import { expect, test } from '@jest/globals';
import { isPublicAddress } from './address.rules.js';

test('addresses of the public Internet are asked', () => {
  for (const address of ['1.1.1.1', '93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
});

test('addresses that lead into a network, to this machine or to nobody are not, however they are written', () => {
  const inner = [
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    'localhost',
    '',
  ];
  for (const address of inner) expect([address, isPublicAddress(address)]).toEqual([address, false]);
});
