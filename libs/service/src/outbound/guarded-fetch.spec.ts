import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AddressRefused, checkedLookup, GuardedFetch, type GuardedFetchOptions } from './guarded-fetch.js';

const outer = { address: '93.184.216.34', family: 4 };
const loopback = { address: '127.0.0.1', family: 4 };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function guardedFetch(options: Partial<GuardedFetchOptions>): GuardedFetch {
  const http = new GuardedFetch({
    addresses: 'public',
    allowedHosts: [],
    allowedHostsWithoutTls: false,
    connectTimeoutMs: 2_000,
    answerTimeoutMs: 5_000,
    maxBytes: 1_000,
    ...options,
  });
  closing.push(() => http.close());
  return http;
}

describe('the lookup of a name', () => {
  const look = (answers: (typeof outer)[][], all: boolean) => {
    let asked = 0;
    const lookup = checkedLookup('public', (_hostname, _options, callback) => callback(null, answers[asked++] ?? []));
    return new Promise<{ error: Error | null; address: unknown; asked: number }>((resolve) =>
      lookup('client.test', { all }, (error, address) => resolve({ error, address, asked })),
    );
  };

  test('hands over the addresses that were checked, so a name that changes its address gains nothing', async () => {
    expect(await look([[outer], [loopback]], true)).toEqual({ error: null, address: [outer], asked: 1 });
    expect(await look([[outer], [loopback]], false)).toEqual({ error: null, address: outer.address, asked: 1 });
  });

  test('rejects a name of which one address is refused, and a name without addresses', async () => {
    for (const answers of [[loopback], [outer, loopback], []])
      expect((await look([answers], true)).error).toBeInstanceOf(AddressRefused);
  });

  test('rejects localhost with the resolver of the machine', async () => {
    const error = await new Promise((resolve) => checkedLookup('not-local')('localhost', {}, resolve));
    expect(error).toMatchObject({ reason: 'name', host: 'localhost' });
  });
});

test('nothing connects to a refused address, whether a name or an address leads to it', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const http = guardedFetch({
    allowedHosts: [`listed.test:${port}`],
    resolve: (_hostname, _options, callback) => callback(null, [loopback]),
  });
  for (const host of ['rebound.test', 'localhost', '127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])
    await expect(http.fetch(`https://${host}:${port}/client.json`)).rejects.toBeInstanceOf(AddressRefused);
  await expect(http.fetch(`http://client.test:${port}/`)).rejects.toMatchObject({ reason: 'plain' });
  await expect(http.fetch(`http://listed.test:${port}/`)).rejects.toMatchObject({ reason: 'plain' });
  expect(connections).toBe(0);
});

describe('an allowed host', () => {
  async function serve(answer: RequestListener): Promise<string> {
    const server = createHttpServer(answer).listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const plain = (host: string) =>
    guardedFetch({ addresses: 'not-local', allowedHosts: [host], allowedHostsWithoutTls: true });

  test('is asked without TLS and at any address; another port of it is not', async () => {
    const host = await serve((request, response) =>
      response.end(`${request.method} ${String(request.headers['x-a'])}`),
    );
    const answer = await plain(host).fetch(`http://${host}/`, { method: 'POST', headers: { 'x-a': 'b' }, body: 'c' });
    expect([answer.status, await answer.text()]).toEqual([200, 'POST b']);
    await expect(plain(host).fetch('http://127.0.0.1:1/')).rejects.toMatchObject({ reason: 'plain' });
  });

  test('leads nowhere else by a redirect', async () => {
    const host = await serve((_, response) => response.writeHead(302, { location: 'https://other.test/' }).end());
    expect((await plain(host).fetch(`http://${host}/`)).status).toBe(302);
  });

  test('answers with a bounded body', async () => {
    const host = await serve((request, response) => response.end('x'.repeat(request.url === '/long' ? 1_001 : 1_000)));
    expect(await (await plain(host).fetch(`http://${host}/`)).text()).toHaveLength(1_000);
    await expect((await plain(host).fetch(`http://${host}/long`)).text()).rejects.toThrow('1000 bytes');
  });

  test('may answer without a body', async () => {
    const host = await serve((_, response) => response.writeHead(204).end());
    const answer = await plain(host).fetch(`http://${host}/`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });
});
