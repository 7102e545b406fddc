import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adminToken, clientHeaders, runGateway, type RunningGateway } from '../../testing/running-gateway.js';

let gateway: RunningGateway;
let child: ChildProcess | undefined;

beforeEach(async () => {
  gateway = await runGateway();
});

afterEach(async () => {
  await gateway.stop();
  if (child?.exitCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
});

/** A server of Node.js that computes for longer than it keeps an idle connection open, and counts its calls by id. */
const script = `
const counts = {};
require('node:http').createServer((req, res) => {
  let text = '';
  req.on('data', (chunk) => (text += chunk));
  req.on('end', () => {
    const { id, params: { name } } = JSON.parse(text);
    counts[id] = (counts[id] ?? 0) + 1;
    const end = Date.now() + 7_000;
    if (name === 'compute') while (Date.now() < end);
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ jsonrpc: '2.0', id, result: { counts: name === 'count' ? counts : null } }));
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

function call(id: number, name = 'echo'): Promise<{ status: number; body: { result: { counts: object } } }> {
  return fetch(gateway.mcpUrl(), {
    method: 'POST',
    headers: clientHeaders(adminToken),
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } }),
  }).then(async (answer) => ({ status: answer.status, body: (await answer.json()) as never }));
}

describe('a container that computes and does not read', () => {
  test('loses no call of other clients, makes none twice, and none is recorded as its fault', async () => {
    child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    gateway.route({ targets: [{ replica: 'r', host: '127.0.0.1', port: Number(line.toString()) }] });
    const ids = (from: number) => Array.from({ length: 20 }, (_, i) => from + i);
    await Promise.all(ids(100).map((id) => call(id)));
    const answers = [call(1, 'compute'), ...ids(200).map((id) => call(id))];
    for (let from = 300; from < 800; from += 100) {
      await pause(500);
      answers.push(...ids(from).map((id) => call(id)));
    }
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { counts } = (await call(2, 'count')).body.result;
    expect(Object.values(counts)).toEqual(Array(142).fill(1));
    await gateway.call(() => gateway.calls.length === 142);
    expect(gateway.calls.filter((each) => each.class !== 'ok')).toEqual([]);
  }, 60_000);

  test('that reads a call and closes the connection gets it once, whether the connection was kept or not', async () => {
    let requests = 0;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} });
        if (requests === 2) socket.end();
        else
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
          );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    gateway.route({ targets: [{ replica: 'r', host: '127.0.0.1', port }] });
    expect((await call(1)).status).toBe(200);
    expect((await call(1)).status).toBe(502);
    expect(requests).toBe(2);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
