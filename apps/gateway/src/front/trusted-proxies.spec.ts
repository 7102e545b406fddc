import { describe, expect, test } from '@jest/globals';
import { TrustedProxies } from './trusted-proxies.js';

const request = (remoteAddress: string, forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
});

describe('the address of a client', () => {
  const proxies = new TrustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  test('is the address that connected, unless that is a trusted proxy', () => {
    expect(new TrustedProxies([]).clientOf(request('127.0.0.1', '198.51.100.7'))).toBe('127.0.0.1');
    expect(proxies.clientOf(request('198.51.100.7', '203.0.113.9'))).toBe('198.51.100.7');
    expect(proxies.clientOf(request('::ffff:198.51.100.7'))).toBe('198.51.100.7');
  });

  test('is the address that the first trusted proxy saw, not one that was sent to it', () => {
    expect(proxies.clientOf(request('127.0.0.1', '198.51.100.7'))).toBe('198.51.100.7');
    expect(proxies.clientOf(request('::ffff:127.0.0.1', '203.0.113.9, 198.51.100.7, 10.1.2.3'))).toBe('198.51.100.7');
    expect(proxies.clientOf(request('fd00::1', '2001:db8::5'))).toBe('2001:db8::5');
  });

  test('is the address of the last proxy when it reports no valid address', () => {
    expect(proxies.clientOf(request('127.0.0.1'))).toBe('127.0.0.1');
    expect(proxies.clientOf(request('127.0.0.1', 'unknown, 10.0.0.2'))).toBe('10.0.0.2');
  });
});
