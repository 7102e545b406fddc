import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { NotFetched, Outbound, publicLookup } from './outbound.js';

const outer = { address: '93.184.216.34', family: 4 };
const inner = { address: '127.0.0.1', family: 4 };

describe('what a client names is looked up', () => {
  const look = (answers: (typeof outer)[][], all: boolean) => {
    let asked = 0;
    const lookup = publicLookup((_hostname, _options, callback) => callback(null, answers[asked++] ?? []));
    return new Promise<{ error: Error | null; address: unknown; asked: number }>((resolve) =>
      lookup('client.test', { all }, (error, address) => resolve({ error, address, asked })),
    );
  };

  test('once, and the connection goes to the address that was checked, so a name that changes its address gains nothing', async () => {
    expect(await look([[outer], [inner]], true)).toEqual({ error: null, address: [outer], asked: 1 });
    expect(await look([[outer], [inner]], false)).toEqual({ error: null, address: outer.address, asked: 1 });
  });

  test('and refused when one of its addresses leads inside, or when it has none', async () => {
    for (const answers of [[inner], [outer, inner], []])
      expect((await look([answers], true)).error).toBeInstanceOf(NotFetched);
  });
});

describe('nothing is connected to', () => {
  test('inside, whether by name or by address, unless the host is listed', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const outbound = new Outbound([`listed.test:${port}`], (_hostname, _options, callback) => callback(null, [inner]));
    for (const host of [
      'rebound.test',
      'localhost',
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
      '2130706433',
    ]) {
      await expect(outbound.fetch(`https://${host}:${port}/client.json`)).rejects.toThrow();
    }
    await expect(outbound.fetch(`http://client.test:${port}/client.json`)).rejects.toBeInstanceOf(NotFetched);
    expect(connections).toBe(0);
    await outbound.close();
    server.close();
  });
});
