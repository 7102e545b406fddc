import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { errorStatus, type ErrorCode } from '@toolyard/contracts';
import type { ServerAnswer } from '../testing/answers.js';
import { TestPlatform } from '../testing/platform.js';

let platform: TestPlatform;
let server: ServerAnswer;
let other: ServerAnswer;
let pids: Record<string, number | null>;

beforeAll(async () => {
  platform = await TestPlatform.start();
  pids = processes();
  [server, other] = await Promise.all([platform.createServer('Weather'), platform.createServer('Other')]);
}, 180_000);

afterAll(() => platform?.stop(), 120_000);

const processes = () =>
  Object.fromEntries(Object.entries(platform.file().services).map(([name, { pid }]) => [name, pid]));
const good = (name: string, more: object = {}) => ({
  name,
  source: { provider: 'git' },
  auth: { method: 'none' },
  ...more,
});

interface Raw {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A request whose path, headers and body go out exactly as given. */
async function raw(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer; token?: string | null } = {},
): Promise<Raw> {
  const { headers = {}, body, token = platform.file().adminToken } = options;
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const sent = request({
    host: '127.0.0.1',
    port: platform.port,
    method,
    path,
    agent: false,
    headers: { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });
  sent.on('error', () => undefined);
  sent.end(body);
  const [answer] = (await once(sent, 'response', { signal: AbortSignal.timeout(30_000) })) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode!, headers: answer.headers, text };
}

/** The one form of every error: nothing else in the body, and nothing of the inside of the platform. */
function expectError(
  answer: Raw,
  ...codes: ErrorCode[]
): { code: ErrorCode; message: string; details: { field: string }[] } {
  expect(answer.headers['content-type']).toContain('application/json');
  const body = JSON.parse(answer.text);
  expect(Object.keys(body).filter((key) => !['code', 'message', 'details'].includes(key))).toEqual([]);
  expect(codes).toContain(body.code);
  expect(answer.status).toBe(errorStatus[body.code as ErrorCode]);
  expect(body.message).toMatch(/^[A-Z][^]{10,}/);
  expect(answer.text).not.toMatch(/node_modules|\.js:\d+|at \w+ \(|ENOENT|esdb:|nats:/);
  return body;
}

async function names(): Promise<string[]> {
  const { items } = await platform.ok('GET', '/servers?deactivated=true&limit=100');
  return items.map((item) => item.name).sort();
}

describe('bad input through the public port', () => {
  test('every service that reads a body answers malformed JSON with malformed_json and creates nothing', async () => {
    const before = await names();
    const bodies = [
      '{',
      '{"name":',
      '{"name":"a",}',
      'name=a',
      '{"name":"a"}}',
      '\u0000',
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      '['.repeat(200_000),
    ];
    for (const body of bodies) {
      expectError(await raw('POST', '/api/v1/servers', { body }), 'malformed_json');
      expectError(await raw('PATCH', `/api/v1/servers/${server.id}`, { body }), 'malformed_json');
      expectError(await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, { body }), 'malformed_json');
      expectError(await raw('POST', `/api/v1/servers/${server.id}/deployments`, { body }), 'malformed_json');
    }
    expect(await names()).toEqual(before);
    expect(await platform.ok('GET', `/servers/${server.id}/variables`)).toEqual({ items: [] });
  });

  test('a body that is JSON but no object is refused', async () => {
    const before = await names();
    for (const body of ['[]', '"text"', '7', 'null', 'true', `[${JSON.stringify(good('In a list'))}]`, '']) {
      expectError(await raw('POST', '/api/v1/servers', { body }), 'malformed_json', 'invalid_request');
      expectError(
        await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, { body }),
        'malformed_json',
        'invalid_request',
      );
    }
    expectError(
      await raw('POST', '/api/v1/servers', {
        body: JSON.stringify(good('As text')),
        headers: { 'content-type': 'text/plain' },
      }),
      'invalid_request',
    );
    expectError(
      await raw('POST', '/api/v1/servers', {
        body: JSON.stringify(good('Encoded')),
        headers: { 'content-encoding': 'zstd-not' },
      }),
      'invalid_request',
    );
    expect(await names()).toEqual(before);
  });

  test('unknown fields are refused by name at every depth', async () => {
    const before = await names();
    const cases: [object, string][] = [
      [good('Extra', { colour: 'red' }), 'colour'],
      [good('Extra', { id: 'srv_1' }), 'id'],
      [{ ...good('Extra'), source: { provider: 'git', token: 'x' } }, 'source.token'],
      [{ ...good('Extra'), auth: { method: 'none', secret: 'x' } }, 'auth.secret'],
    ];
    for (const [body, field] of cases) {
      const { details } = expectError(
        await raw('POST', '/api/v1/servers', { body: JSON.stringify(body) }),
        'invalid_request',
      );
      expect(details.map((each) => each.field)).toContain(field);
    }
    expectError(
      await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, { body: '{"value":"x","name":"B"}' }),
      'invalid_request',
    );
    expectError(
      await raw('POST', `/api/v1/servers/${server.id}/deployments`, { body: '{"branch":"dev"}' }),
      'invalid_request',
    );
    expectError(await raw('GET', '/api/v1/servers?colour=red'), 'invalid_request');
    expect(await names()).toEqual(before);
  });

  test('names that are over-long, empty, not one line or not text are refused with their field', async () => {
    const before = await names();
    for (const name of [
      '',
      '   ',
      'x'.repeat(101),
      'é'.repeat(20_000),
      'two\nlines',
      'null\u0000byte',
      '\ud800',
      null,
      7,
      true,
      {},
      ['a'],
      { toString: 'x' },
    ]) {
      const { details } = expectError(
        await raw('POST', '/api/v1/servers', { body: JSON.stringify(good('', { name })) }),
        'invalid_request',
      );
      expect(details.map((each) => each.field)).toContain('name');
      expectError(
        await raw('PATCH', `/api/v1/servers/${server.id}`, { body: JSON.stringify({ name }) }),
        'invalid_request',
      );
    }
    const wrong: [object, string][] = [
      [{ description: 'x'.repeat(2_001) }, 'description'],
      [{ visibility: 'secret' }, 'visibility'],
      [{ access: 'everyone' }, 'access'],
      [{ replicas: 0 }, 'replicas'],
      [{ replicas: 1e9 }, 'replicas'],
      [{ replicas: 1.5 }, 'replicas'],
      [{ slug: '../../etc' }, 'slug'],
      [{ slug: 'x'.repeat(64) }, 'slug'],
      [{ slug: 'UPPER' }, 'slug'],
      [{ source: { provider: 'git', repository: '../other' } }, 'source.repository'],
      [{ source: { provider: 'svn' } }, 'source.provider'],
      [{ auth: { method: 'magic' } }, 'auth.method'],
    ];
    for (const [more, field] of wrong) {
      const { details } = expectError(
        await raw('POST', '/api/v1/servers', { body: JSON.stringify(good('Wrong', more)) }),
        'invalid_request',
      );
      expect(details.map((each) => each.field)).toContain(field);
    }
    expect(await names()).toEqual(before);
  });

  test('of ten servers asked for with one slug at the same moment exactly one is created', async () => {
    const before = (await names()).length;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        raw('POST', '/api/v1/servers', { body: JSON.stringify(good(`Twin ${i}`, { slug: 'twin' })) }),
      ),
    );
    const [created, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectError(answer, 'slug_taken');
    expect((await names()).length).toBe(before + 1);
    // A name that gives the same slug is no way around it.
    expectError(await raw('POST', '/api/v1/servers', { body: JSON.stringify(good('TWIN!')) }), 'slug_taken');
    expect(await platform.ok('GET', `/servers/${JSON.parse(created!.text).id}`)).toMatchObject({ slug: 'twin' });
  });

  test('forged ids of any shape are not found, whatever is asked of them', async () => {
    const long = 'srv_'.padEnd(8_000, 'a');
    const zeros = `srv_${'0'.repeat(32)}`;
    const ids = [
      zeros,
      `dep_${'0'.repeat(32)}`,
      '0',
      '-1',
      'null',
      'undefined',
      'constructor',
      '__proto__',
      'toString',
      `${server.id}x`,
      server.id.toUpperCase(),
      server.slug,
      '..%2f..%2f..%2fetc%2fpasswd',
      `..%2f${server.id}`,
      `${other.id}%2f..%2f${server.id}`,
      '%2e%2e',
      '%00',
      `${server.id}%00`,
      '%0d%0aX-Injected:%201',
      '%ff%fe',
      '*',
      '%3e',
      '$all',
      '$$$all',
      `server-${server.id}`,
      "'%20OR%201=1%20--",
      '%22%7d',
      '%F0%9F%92%A9',
      long,
    ];
    const routes: [string, (id: string) => string, string?][] = [
      ['GET', (id) => `/servers/${id}`],
      ['PATCH', (id) => `/servers/${id}`, '{"name":"Forged"}'],
      ['DELETE', (id) => `/servers/${id}`],
      ['POST', (id) => `/servers/${id}/disable`],
      ['POST', (id) => `/servers/${id}/enable`],
      ['GET', (id) => `/servers/${id}/deployments`],
      ['POST', (id) => `/servers/${id}/deployments`, '{}'],
      ['GET', (id) => `/servers/${id}/tools`],
      ['GET', (id) => `/servers/${id}/commits`],
      ['GET', (id) => `/servers/${id}/variables`],
      ['PUT', (id) => `/servers/${id}/variables/A`, '{"value":"x"}'],
      ['DELETE', (id) => `/servers/${id}/variables/A`],
      ['GET', (id) => `/servers/${id}/logs`],
      ['GET', (id) => `/servers/${id}/overview`],
      ['GET', (id) => `/deployments/${id}`],
      ['POST', (id) => `/deployments/${id}/cancel`],
      ['POST', (id) => `/deployments/${id}/rollback`],
      ['GET', (id) => `/deployments/${id}/logs`],
    ];
    const before = await names();
    for (const id of ids) {
      const answers = await Promise.all(
        routes.map(async ([method, path, body]) => ({
          where: `${method} ${path(id).slice(0, 100)}`,
          answer: await raw(method, `/api/v1${path(id)}`, { body }),
        })),
      );
      for (const { where, answer } of answers) {
        expect(`${where} → ${answer.status}`).toMatch(/%ff|%00/.test(id) ? / → (400|404)$/ : / → 404$/);
        expectError(answer, 'not_found', 'invalid_request');
        expect(answer.headers['x-injected']).toBeUndefined();
      }
    }
    expect(await names()).toEqual(before);
  }, 120_000);

  test('a path that climbs out of the API reaches nothing', async () => {
    const paths = [
      '/api/v1/../../metrics',
      '/api/v1/servers/../../../health',
      '/api/v1/servers/%2e%2e/%2e%2e/metrics',
      '/api/v1//servers',
      '/api//v1/servers',
      '/api/v1/servers/..%2f..%2fopenapi.json',
      '/api/v1/servers/%2e%2e%2f%2e%2e%2fmetrics',
      '/api/v1',
      '/api/v1/',
      '/api/v2/servers',
      '/api/v1/nothing',
      '/API/v1/servers',
      '/git/../api/v1/servers',
      '/git/..%2f..%2fetc/info/refs',
      '/s/../api/v1/servers',
      '/nothing',
      '/%',
      '/api/v1/%',
      '/api/v1/servers/%',
    ];
    for (const path of paths) {
      const answer = await raw('GET', path);
      expect(`${path} → ${answer.status}`).toMatch(/ → (400|401|404)$/);
      expect(answer.text).not.toMatch(/openapi"|process_cpu|"items"|"checks"|root:x/);
    }
  });

  test('the deployments of one server cannot be reached as those of another', async () => {
    const repository = platform.repository(server);
    await repository.commitAndPush('nothing to build', { 'README.md': 'empty\n' });
    const deployment = await platform.deployment(server.id, ['failed']);
    expectError(await raw('GET', `/api/v1/servers/${other.id}/deployments?cursor=${deployment.id}`), 'invalid_request');
    expectError(
      await raw('POST', `/api/v1/servers/${other.id}/deployments`, {
        body: JSON.stringify({ commit: deployment.commit.sha }),
      }),
      'nothing_to_deploy',
    );
    expectError(await raw('GET', `/api/v1/servers/${deployment.id}`), 'not_found');
    expectError(await raw('GET', `/api/v1/deployments/${server.id}`), 'not_found');
    expectError(
      await raw('POST', `/api/v1/deployments/${deployment.id}/rollback`, { body: '{}' }),
      'nothing_to_deploy',
    );
    expectError(await raw('POST', `/api/v1/deployments/${deployment.id}/cancel`, { body: '{}' }), 'deployment_ended');
    expect((await platform.ok('GET', `/servers/${other.id}/deployments`)).items).toEqual([]);
  });

  test('commits, cursors, limits and filters that make no sense are refused and never break a query', async () => {
    for (const commit of [
      'main',
      'HEAD',
      'HEAD~1',
      '--all',
      '-n',
      '0'.repeat(41),
      '../x',
      '',
      7,
      null,
      '0000000; rm -rf /',
      '$(id)',
    ]) {
      expectError(
        await raw('POST', `/api/v1/servers/${other.id}/deployments`, { body: JSON.stringify({ commit }) }),
        'invalid_request',
        'nothing_to_deploy',
      );
    }
    const lists = [
      '/servers',
      `/servers/${server.id}/deployments`,
      `/servers/${server.id}/commits`,
      '/activity',
      `/servers/${server.id}/logs`,
    ];
    for (const list of lists) {
      for (const query of [
        'cursor=%27%20OR%201%3D1',
        'cursor=-1',
        `cursor=${'9'.repeat(400)}`,
        'limit=-1',
        'limit=0',
        'limit=abc',
        'limit=1e9',
        'limit=1&limit=2',
        'limit[]=1',
        'search[a]=b',
        `search=${'x'.repeat(5_000)}`,
      ]) {
        const answer = await raw('GET', `/api/v1${list}?${query}`);
        expect(`${list}?${query.slice(0, 100)} → ${answer.status}`).toMatch(/ → 400$/);
        expectError(answer, 'invalid_request');
      }
    }
    for (const query of [
      'from=yesterday',
      'to=99999-99-99',
      'status=dead',
      'from=2026-01-01T00:00:00Z&from=2026-01-02T00:00:00Z',
      'after=-1',
      'tool[]=x',
    ]) {
      expectError(await raw('GET', `/api/v1/activity?${query}`), 'invalid_request');
      expectError(await raw('GET', `/api/v1/activity/stats?${query}`), 'invalid_request');
    }
    for (const tool of ["' OR 1=1 --", '\\', '%', '{tool:String}', '\u0000', "'; DROP TABLE tool_calls; --"]) {
      expect(await platform.ok('GET', `/activity?tool=${encodeURIComponent(tool)}`)).toEqual({
        items: [],
        nextCursor: null,
      });
    }
  });

  test('a wrong token opens nothing, and nothing is done for it', async () => {
    const { adminToken } = platform.file();
    const headers: (string | undefined)[] = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      `Bearer ${adminToken}x`,
      `Bearer ${adminToken.slice(0, -1)}`,
      `Bearer ${adminToken.toLowerCase()}`,
      `Basic ${Buffer.from(`x:${adminToken}`).toString('base64')}`,
      adminToken,
      `Bearer ${adminToken}, Bearer ${adminToken}`,
      `Token ${adminToken}`,
    ];
    const before = await names();
    const routes: [string, string, string?][] = [
      ['GET', '/servers'],
      ['POST', '/servers', JSON.stringify(good('Intruder'))],
      ['DELETE', `/servers/${other.id}`],
      ['GET', `/servers/${other.id}/deployments`],
      ['PUT', `/servers/${other.id}/variables/A`, '{"value":"x"}'],
      ['GET', '/activity'],
      ['GET', '/activity/export.csv'],
      ['GET', `/servers/${other.id}/overview`],
      ['GET', `/servers/${other.id}/logs`],
    ];
    for (const authorization of headers) {
      const answers = await Promise.all(
        routes.map(([method, path, body]) =>
          raw(method, `/api/v1${path}`, {
            body,
            token: null,
            headers: authorization === undefined ? {} : { authorization },
          }),
        ),
      );
      for (const answer of answers) {
        expectError(answer, 'unauthenticated');
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      }
    }
    const git = await raw('GET', `/git/${other.slug}.git/info/refs?service=git-receive-pack`, {
      token: null,
      headers: { authorization: `Basic ${Buffer.from('x:wrong').toString('base64')}` },
    });
    expect(git.status).toBe(401);
    expect(git.headers['www-authenticate']).toMatch(/^Basic/);
    expect(await names()).toEqual(before);
  });

  test('a body over the limit is refused with 413, also when its size is undeclared or it is compressed', async () => {
    const before = await names();
    const large = JSON.stringify(good('Large', { description: 'x'.repeat(2 << 20) }));
    expectError(await raw('POST', '/api/v1/servers', { body: large }), 'payload_too_large');
    expectError(
      await raw('POST', '/api/v1/servers', { body: large, headers: { 'transfer-encoding': 'chunked' } }),
      'payload_too_large',
    );
    expectError(
      await raw('POST', '/api/v1/servers', {
        body: gzipSync(Buffer.alloc(100 << 20, 0x20)),
        headers: { 'content-encoding': 'gzip' },
      }),
      'payload_too_large',
    );
    expectError(
      await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, {
        body: JSON.stringify({ value: 'x'.repeat(2 << 20) }),
      }),
      'payload_too_large',
    );
    expectError(
      await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, {
        body: JSON.stringify({ value: 'x'.repeat(65_537) }),
      }),
      'invalid_request',
      'payload_too_large',
    );
    expect(await names()).toEqual(before);
    expect(await platform.ok('GET', `/servers/${server.id}/variables`)).toEqual({ items: [] });
  });

  test('a body without end is cut off while the platform goes on', async () => {
    const { adminToken } = platform.file();
    const sent = request({
      host: '127.0.0.1',
      port: platform.port,
      method: 'POST',
      path: '/api/v1/servers',
      agent: false,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    });
    const over = new Promise<number>((resolve) => {
      sent.on('error', () => resolve(0));
      sent.on('response', (answer) => answer.resume().on('close', () => resolve(answer.statusCode!)));
    });
    let open = true;
    void over.then(() => (open = false));
    const chunk = Buffer.alloc(1 << 20, 0x20);
    for (let mb = 0; open && mb < 256; mb++) {
      if (!sent.write(chunk)) await Promise.race([once(sent, 'drain').catch(() => undefined), over]);
    }
    sent.end();
    expect([0, 413]).toContain(await over);
    await platform.ok('GET', '/servers');
  });

  test('headers and addresses beyond all bounds end the request, not the platform', async () => {
    expect((await raw('GET', '/api/v1/servers', { headers: { 'x-large': 'x'.repeat(100_000) } })).status).toBe(431);
    expect((await raw('GET', `/api/v1/servers?search=${'x'.repeat(100_000)}`)).status).toBe(431);
    await platform.ok('GET', '/servers');
  });

  test('an address that does not exist or does not take the method is answered as an error', async () => {
    for (const [method, path] of [
      ['PUT', '/servers'],
      ['POST', `/servers/${server.id}`],
      ['GET', `/servers/${server.id}/disable`],
      ['DELETE', '/activity'],
      ['PATCH', `/deployments/x`],
      ['BREW', '/servers'],
    ] as const) {
      const answer = await raw(method, `/api/v1${path}`);
      // Words that are no method of HTTP are refused before they reach anybody.
      if (method === 'BREW') expect(answer.status).toBe(400);
      else expectError(answer, 'not_found', 'method_not_allowed');
    }
  });

  test('variables with reserved, malformed or overlong names are refused; their values appear nowhere', async () => {
    const value = 'a-value-that-must-not-come-back';
    for (const name of ['TOOLYARD_X', 'GUMLOOP_X', 'gumstack_x', 'PORT'])
      expectError(
        await raw('PUT', `/api/v1/servers/${server.id}/variables/${name}`, { body: JSON.stringify({ value }) }),
        'reserved_name',
      );
    for (const name of ['1A', 'A-B', 'A%20B', 'A%3DB', '%00', 'A%0A', '..%2f', 'x'.repeat(200), '%F0%9F%92%A9']) {
      expect(
        expectError(
          await raw('PUT', `/api/v1/servers/${server.id}/variables/${name}`, { body: JSON.stringify({ value }) }),
          'invalid_request',
          'not_found',
        ).message,
      ).not.toContain(value);
    }
    for (const wrong of [7, null, true, {}, [], 'nul\u0000', '\ud800'])
      expectError(
        await raw('PUT', `/api/v1/servers/${server.id}/variables/A`, { body: JSON.stringify({ value: wrong }) }),
        'invalid_request',
      );
    expect(await platform.ok('GET', `/servers/${server.id}/variables`)).toEqual({ items: [] });
    for (const name of Object.keys(platform.file().services)) expect(platform.log(name)).not.toContain(value);
  });

  test('an unknown slug, a server never deployed and a body without a message get a JSON-RPC error', async () => {
    const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} });
    for (const slug of ['absent', '..%2fapi', '%00', 'x'.repeat(5_000), '__proto__']) {
      const answer = await raw('POST', `/s/${slug}/mcp`, { body: initialize });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'not_found' } } });
    }
    for (const body of [initialize, '{', '[]', '']) {
      const answer = await raw('POST', `/s/${other.slug}/mcp`, { body });
      expect(answer.status).toBe(503);
      expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'unavailable' } } });
    }
  });

  test('after all of that every service is the process it was', () => {
    expect(processes()).toEqual(pids);
  });
});
