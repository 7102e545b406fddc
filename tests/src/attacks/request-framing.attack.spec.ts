import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listeningPorts } from '../testing/listeners.js';
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

interface Form {
  headers: string[];
  body: string;
  /** @default '1.1' */
  version?: string;
  /** Before the path. */
  origin?: string;
}

/** Header lines and what follows the head; `hidden` is the second request. */
const forms: Record<string, (hidden: string) => Form> = {
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
  'the absolute form': (hidden) => ({ headers: ['Content-Length: 0'], body: hidden, origin: 'http://evil.test' }),
  'a chunked body of HTTP/1.0': (hidden) => ({
    headers: ['Transfer-Encoding: chunked'],
    body: `0\r\n\r\n${hidden}`,
    version: '1.0',
  }),
};

function bytesOf(method: string, path: string, host: string, { version = '1.1', origin = '', headers, body }: Form) {
  const head = [`${method} ${origin}${path} HTTP/${version}`, `Host: ${host}`, ...headers].join('\r\n');
  return `${head}\r\n\r\n${body}`;
}

/** One reading alone: what follows is a second request of the same client, or the body ends where the head says. */
const unambiguous = [
  ...['a chunked body', 'an encoding in two lines', 'two hosts', 'an upgrade'],
  ...['the absolute form', 'a chunked body of HTTP/1.0'],
];

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
        return exchange(bytesOf(method, path, `127.0.0.1:${port}`, forms[name]!(hidden)));
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

/** Services, and the listener behind the front of the gateway, which has its own routes of the API. */
function serviceUrls(): [name: string, url: string][] {
  const { services } = platform.file();
  const behind = listeningPorts([services['gateway']!.pid!]).find((each) => each !== port);
  return [
    ...Object.entries(services).map(([name, { url }]): [string, string] => [name, url]),
    ['gateway, behind its front', `http://127.0.0.1:${behind}`],
  ];
}

test('each service refuses an ambiguous request at its own port and reads nothing after it', async () => {
  const ambiguous = Object.keys(forms).filter((name) => !unambiguous.includes(name));
  for (const [service, url] of serviceUrls()) {
    const { port: own, host } = new URL(url);
    const answers = await Promise.all(
      ambiguous.map(async (name) => {
        const form = forms[name]!('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
        return [name, statusesOf(await exchange(bytesOf('POST', '/health', host, form), Number(own)))] as const;
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

describe('the engines', () => {
  const engines = ['event-store', 'nats'] as const;
  const portOf = (name: (typeof engines)[number]) =>
    Number(new URL(platform.file().engines[name]!.url.replace('esdb:', 'http:')).port);

  const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  const garbage: string[] = [
    ...[1, 100, 5_000, 200_000].map((size) => randomBytes(size).toString('latin1')),
    '\0'.repeat(10_000),
    'x'.repeat(1 << 20),
    '\r\n'.repeat(10_000),
    http2Preface + randomBytes(2_000).toString('latin1'),
    // An empty frame of settings, then the largest frame there is, of an unknown type.
    `${http2Preface}\0\0\0\x04\0\0\0\0\0\xff\xff\xff\x63\xff\0\0\0\x01`,
    'CONNECT {}\r\nSUB > 1\r\nPUB toolyard.events.server.ServerCreated 2\r\n{}\r\nPING\r\n',
    'CONNECT {"user":"registry","pass":""}\r\nSUB $JS.> 1\r\nPUB $JS.API.STREAM.NAMES _INBOX.x 0\r\n\r\nPING\r\n',
    `CONNECT ${'{"a":'.repeat(50_000)}\r\n`,
    `SUB ${'a.'.repeat(100_000)} 1\r\n`,
    'PUB x 99999999999999999999\r\nx\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ];

  test.each(engines)(
    '%s gives no data to requests of HTTP and to garbage, and stays the process it is',
    async (name) => {
      const { pid } = platform.file().engines[name]!;
      const to = portOf(name);
      const hidden = 'GET /streams/$all HTTP/1.1\r\nHost: x\r\n\r\n';
      const requests = methods.flatMap((method) =>
        Object.values(forms).map((form) => bytesOf(method, '/streams/$all', `127.0.0.1:${to}`, form(hidden))),
      );
      const answers = await Promise.all([...requests, ...garbage].map((bytes) => exchange(bytes, to)));
      // NATS greets every connection with what it is; after that neither a message nor an accepted command.
      const given = answers.filter((text) =>
        /^HTTP\/1\.\d [23]|^(?:H?MSG|PONG|\+OK)\b|ServerCreated|adminToken/m.test(text),
      );
      expect(given).toEqual([]);
      expect(platform.file().engines[name]!.pid).toBe(pid);
      expect((await fetch(`${platform.file().url}/health`)).status).toBe(200);
    },
    60_000,
  );

  test('and the services are all that listens, so no listener is left out here', () => {
    const { pid, services, engines: started } = platform.file();
    const processes = [
      pid,
      ...Object.values(services).map((each) => each.pid),
      ...engines.map((name) => started[name]!.pid),
    ];
    const covered = [...serviceUrls().map(([, url]) => Number(new URL(url).port)), ...engines.map(portOf)];
    expect(listeningPorts(processes.filter((each) => each !== null))).toEqual(covered.sort((a, b) => a - b));
  });

  test('take commands after all of that', async () => {
    const { id } = await platform.createServer('After garbage');
    expect((await platform.ok('GET', `/servers/${id}`)).name).toBe('After garbage');
  });
});
