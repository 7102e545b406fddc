import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestPlatform } from '../testing/platform.js';

/**
 * A request that two programs read differently lets one client speak in the name of another. Each form is sent as raw
 * bytes to the public port with a second request hidden in it, and no service may ever see the second one.
 */
let platform: TestPlatform;
let port: number;
let gatewayPid: number | null | undefined;

beforeAll(async () => {
  platform = await TestPlatform.start();
  port = Number(new URL(platform.file().url).port);
  gatewayPid = platform.file().services['gateway']?.pid;
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

/** Sends the bytes and collects what comes back until the other side closes or is silent for a while. */
function exchange(bytes: string, to = port): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(to, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const finish = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, finish);
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.once('close', finish);
    socket.once('error', finish);
  });
}

const statusesOf = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((found) => Number(found[1]));

/** All that services have logged. */
function logs(): string {
  const folder = join(platform.data, 'logs');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log') && name !== 'gateway.log')
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

const paths = ['/api/v1/servers', '/git/x.git/info/refs', '/oauth/token', '/s/x/mcp'];
const methods = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT', 'PATCH'];

/** Header lines and what follows the head; `hidden` is the second request. */
const forms: Record<string, (hidden: string) => { headers: string[]; body: string }> = {
  'a chunked body': (hidden) => ({ headers: ['Transfer-Encoding: chunked'], body: `0\r\n\r\n${hidden}` }),
  'Content-Length and Transfer-Encoding': (hidden) => ({
    headers: [`Content-Length: ${hidden.length}`, 'Transfer-Encoding: chunked'],
    body: `0\r\n\r\n${hidden}`,
  }),
  'two lengths': (hidden) => ({ headers: ['Content-Length: 0', `Content-Length: ${hidden.length}`], body: hidden }),
  'a length with a sign': (hidden) => ({ headers: ['Content-Length: +0'], body: hidden }),
  'an encoding in two lines': (hidden) => ({
    headers: ['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'],
    body: `0\r\n\r\n${hidden}`,
  }),
  'an unknown encoding': (hidden) => ({ headers: ['Transfer-Encoding: xchunked'], body: hidden }),
  'a folded header': (hidden) => ({ headers: ['X-A: b', ' Transfer-Encoding: chunked'], body: `0\r\n\r\n${hidden}` }),
  'a space before the colon': (hidden) => ({ headers: ['Transfer-Encoding : chunked'], body: `0\r\n\r\n${hidden}` }),
  'a bare line feed': (hidden) => ({ headers: ['X-A: b\nTransfer-Encoding: chunked'], body: `0\r\n\r\n${hidden}` }),
  'two hosts': (hidden) => ({ headers: ['Host: evil.test', 'Content-Length: 0'], body: hidden }),
  'an upgrade': (hidden) => ({ headers: ['Connection: upgrade', 'Upgrade: h2c'], body: hidden }),
};

/** One reading alone: what follows is a second request of the same client, or the body ends where the head says. */
const unambiguous = ['a chunked body', 'an encoding in two lines', 'two hosts', 'an upgrade'];

/** What the services logged under correlation ids that a client made up. */
async function believed(markers: string[]): Promise<string[]> {
  const text = logs();
  return markers.filter((marker) => text.includes(marker));
}

test('no service believes the correlation id or the address of a client', async () => {
  const marker = `forged-${randomUUID()}`;
  const lines = ['GET /api/v1/servers HTTP/1.1', 'Host: x', `X-Correlation-Id: ${marker}`, 'Connection: close'];
  expect(statusesOf(await exchange(`${lines.join('\r\n')}\r\n\r\n`))).toEqual([401]);
  expect(await believed([marker])).toEqual([]);
});

describe('a second request hidden in the body', () => {
  test.each(Object.keys(forms))('of a request with %s reaches no service', async (name) => {
    const attempts = methods.flatMap((method) => paths.map((path) => ({ method, path, marker: randomUUID() })));
    const answers = await Promise.all(
      attempts.map(({ method, path, marker }) => {
        // A service would log this id; the gateway replaces it in every request that it forwards.
        const hidden = `GET /api/v1/servers HTTP/1.1\r\nHost: x\r\nX-Correlation-Id: ${marker}\r\n\r\n`;
        const { headers, body } = forms[name]!(hidden);
        const head = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers].join('\r\n');
        return exchange(`${head}\r\n\r\n${body}`);
      }),
    );
    for (const answer of answers) {
      const [first, ...more] = statusesOf(answer);
      // After a refusal the connection is closed: what follows is not read as a request.
      if (first === 400) expect(more).toEqual([]);
    }
    expect(await believed(attempts.map(({ marker }) => marker))).toEqual([]);
  });

  test('a DELETE with a chunked body is refused', async () => {
    const head = `DELETE /api/v1/servers/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(statusesOf(await exchange(`${head}5\r\nhello\r\n0\r\n\r\n`))).toEqual([400]);
  });
});

test('each service refuses an ambiguous request at its own port and reads nothing after it', async () => {
  const ambiguous = Object.keys(forms).filter((name) => !unambiguous.includes(name));
  for (const [service, { url }] of Object.entries(platform.file().services)) {
    const { port: own, host } = new URL(url);
    const answers = await Promise.all(
      ambiguous.map(async (name) => {
        const { headers, body } = forms[name]!('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
        const head = ['POST /health HTTP/1.1', `Host: ${host}`, ...headers].join('\r\n');
        return [name, statusesOf(await exchange(`${head}\r\n\r\n${body}`, Number(own)))] as const;
      }),
    );
    // 404: there is no such route, which is said before the body is found to be unreadable.
    const accepted = answers.filter(([, statuses]) => !['400', '404'].includes(statuses.join()));
    expect([service, accepted]).toEqual([service, []]);
    expect([service, (await fetch(`${url}/health`)).status]).toEqual([service, 200]);
  }
});

describe('slow and silent requests', () => {
  test('hold no place that another client needs', async () => {
    const silent = Array.from({ length: 600 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n',
      );
      return socket;
    });
    try {
      // Another address than the one that sends nothing.
      const answer = await new Promise<string>((resolve, reject) => {
        let text = '';
        const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
        socket.write('GET /api/v1/servers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
        socket
          .on('data', (chunk) => (text += chunk.toString()))
          .once('close', () => resolve(text))
          .once('error', reject);
      });
      expect(statusesOf(answer)).toEqual([401]);
      expect((await fetch(`${platform.file().url}/health`)).status).toBe(200);
    } finally {
      for (const socket of silent) socket.destroy();
    }
    expect(platform.file().services['gateway']?.pid).toBe(gatewayPid);
  });
});
