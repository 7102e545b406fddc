import { expect, test } from '@jest/globals';
import { freeSubnet } from './private-docker.js';

test('the private engine gets a subnet that nothing on the machine routes', () => {
  const routes =
    'default via 10.0.0.1 dev eth0\n10.219.0.0/24 dev ty-1 proto kernel scope link src 10.219.0.1\n' +
    '10.219.1.0/24 dev ty-2 proto kernel';
  expect(freeSubnet('')).toBe('10.219.0');
  expect(freeSubnet(routes)).toBe('10.219.2');
});
