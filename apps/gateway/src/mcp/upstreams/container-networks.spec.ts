import type { networkInterfaces } from 'node:os';
import { expect, test } from '@jest/globals';
import { ContainerNetworks } from './container-networks.js';

const interfaces = (...cidrs: string[]) =>
  (() => ({
    all: cidrs.map((cidr) => ({ family: 'IPv4', cidr, address: cidr.split('/')[0], internal: false })),
  })) as unknown as typeof networkInterfaces;

test('an address is accepted inside the pool and on an existing network', () => {
  const networks = new ContainerNetworks('10.213.0.0/16', undefined, interfaces('10.213.4.33/27', '192.0.2.7/24'));
  expect(networks.include('10.213.4.40')).toBe(true);
  // The network of this container was removed.
  expect(networks.include('10.213.4.2')).toBe(false);
  // On a network of the machine that is not a container's.
  expect(networks.include('192.0.2.9')).toBe(false);
  expect(networks.include('198.51.100.1')).toBe(false);
});

test('names and IPv6 addresses are rejected', () => {
  const networks = new ContainerNetworks('10.213.0.0/16', undefined, interfaces('10.213.0.1/16'));
  for (const host of ['tools.example', '::1', '::ffff:10.213.0.2', '', '10.213.0.2.example'])
    expect(networks.include(host)).toBe(false);
});

test('loopback addresses are accepted', () => {
  expect(new ContainerNetworks('10.213.0.0/16', undefined, interfaces()).include('127.0.0.1')).toBe(true);
});

test('added and removed networks are noticed without a restart', async () => {
  let present = interfaces();
  const networks = new ContainerNetworks('10.213.0.0/16', undefined, () => present());
  expect(networks.include('10.213.0.2')).toBe(false);
  present = interfaces('10.213.0.1/27');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(networks.include('10.213.0.2')).toBe(true);
});

test('behind the link to an engine with a network of its own, networks that are routed there are accepted', () => {
  const row = (name: string, network: string) => `${name}\t${network}\t02DB0A0A\t0003\t0\t0\t0\tE0FFFFFF\n`;
  const routes =
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n' +
    `${row('ty-1', '0000D50A')}${row('eth0', '2000D50A')}`;
  const networks = new ContainerNetworks('10.213.0.0/16', 'ty-1', interfaces(), () => routes);
  expect(networks.include('10.213.0.2')).toBe(true);
  // Routed to another machine.
  expect(networks.include('10.213.0.34')).toBe(false);
});
