import { describe, expect, test } from '@jest/globals';
import { countedAddress } from './counted-address.js';

describe('attempts are counted', () => {
  test('by the address of IPv4, however it is written', () => {
    expect(countedAddress('198.51.100.7')).toBe('198.51.100.7');
    expect(countedAddress('::ffff:198.51.100.7')).toBe('198.51.100.7');
    expect(countedAddress('198.51.100.8')).not.toBe(countedAddress('198.51.100.7'));
  });

  test('by the network of IPv6, so that its other addresses are no way around', () => {
    expect(countedAddress('2001:db8:1:2::7')).toBe(countedAddress('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(countedAddress('fe80::1%eth0')).toBe(countedAddress('fe80::2%eth1'));
    expect(countedAddress('2001:db8:1:3::7')).not.toBe(countedAddress('2001:db8:1:2::7'));
  });

  test('together when there is no address', () => {
    expect(countedAddress(undefined)).toBe('');
    expect(countedAddress('unknown')).toBe('unknown');
  });
});
