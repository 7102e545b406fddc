import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging, Requester } from '@toolyard/messaging';
import { SealingKey } from '@toolyard/service';
import {
  describedRoutes,
  type Answer,
  type Engines,
  eventsUntil,
  eventually,
  type RunningService,
  runService,
  startEngines,
} from '@toolyard/service/testing';

let engines: Engines;
let registry: RunningService;
let secrets: RunningService;
let messaging: Messaging;
let requester: Requester;
let store: EventStoreDb;
let runtime: SealingKey;

beforeAll(async () => {
  engines = await startEngines();
  [registry, secrets] = await Promise.all([
    engines.service('registry'),
    engines.service('secrets', { LOG_LEVEL: 'trace' }),
  ]);
  ({ messaging, requester, store } = await engines.clients());
  runtime = await SealingKey.create('runtime', engines.env['TOOLYARD_SERVICE_KEY']!);
}, 60_000);

afterAll(() => engines?.stop());

let unique = 0;
async function newServer(): Promise<string> {
  const { status, body } = await registry.call('POST', '/api/v1/servers', {
    name: `Server ${++unique}`,
    source: { provider: 'git' },
    auth: { method: 'none' },
  });
  expect(status).toBe(201);
  return body.id;
}
const path = (serverId: string, name?: string) =>
  `/api/v1/servers/${serverId}/variables${name === undefined ? '' : `/${name}`}`;
const put = (serverId: string, name: string, value: unknown, by = secrets): Promise<Answer> =>
  by.call('PUT', path(serverId, name), { value });
const list = async (serverId: string, by = secrets) =>
  (await by.call('GET', path(serverId))).body.items as { name: string; value: string; version: number }[];
async function delivered(serverId: string): Promise<{ values: Record<string, string>; version: string }> {
  const { sealed, version } = await requester.request('secrets.variables.deliver', {
    serverId,
    receiver: runtime.receiver,
  });
  return { values: JSON.parse(await runtime.open(sealed)), version };
}
const dataKeyOf = async (serverId: string) =>
  (await store.read<any>(`variables-${serverId}`)).at(-1)!.data.value.dataKeyId as string;
const newSecret = () => `secret-${randomBytes(12).toString('hex')}`;

describe('variables', () => {
  test('are set, listed by name and masked, changed and removed, each visible at once', async () => {
    const serverId = await newServer();
    expect(await list(serverId)).toEqual([]);
    expect(await put(serverId, 'TOKEN', 'abc')).toMatchObject({
      status: 200,
      body: { name: 'TOKEN', value: '••••••••', version: 1, updatedBy: { id: 'admin' } },
    });
    await put(serverId, 'A_URL', '');
    await put(serverId, 'TOKEN', 'abcdefgh'.repeat(10));
    expect(await list(serverId)).toMatchObject([
      { name: 'A_URL', value: '••••••••', version: 1 },
      { name: 'TOKEN', value: '••••••••', version: 2 },
    ]);
    expect(await secrets.call('GET', path(serverId, 'TOKEN'))).toMatchObject({
      status: 200,
      body: { name: 'TOKEN', value: '••••••••' },
    });
    expect(await secrets.call('DELETE', path(serverId, 'TOKEN'))).toMatchObject({ status: 204, text: '' });
    expect(await secrets.call('DELETE', path(serverId, 'TOKEN'))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await secrets.call('GET', path(serverId, 'TOKEN'))).toMatchObject({ status: 404 });
    expect((await delivered(serverId)).values).toEqual({ A_URL: '' });
  });

  test('the same value again changes nothing', async () => {
    const serverId = await newServer();
    await put(serverId, 'TOKEN', 'same');
    const before = await delivered(serverId);
    expect(await put(serverId, 'TOKEN', 'same')).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await store.read(`variables-${serverId}`)).toHaveLength(1);
    expect((await delivered(serverId)).version).toBe(before.version);
    await put(serverId, 'TOKEN', 'other');
    expect((await delivered(serverId)).version).not.toBe(before.version);
  });

  test('every value arrives byte for byte', async () => {
    const serverId = await newServer();
    const values: Record<string, string> = {
      LINES: '-----BEGIN KEY-----\nabc\r\n\t"quoted" \\ back\n',
      EMOJI: '🌩️ pä$$wörd',
      LARGE: 'x'.repeat(65_536),
      ESCAPED: '\u0001'.repeat(8_000),
      __proto__: 'not a prototype',
      EMPTY: '',
    };
    for (const name of Object.keys(values)) expect((await put(serverId, name, values[name])).status).toBe(200);
    expect((await put(serverId, '__proto__', 'own')).status).toBe(200);
    const { values: arrived } = await delivered(serverId);
    for (const name of Object.keys(values)) expect(arrived[name]).toBe(values[name]);
    expect(Object.getOwnPropertyDescriptor(arrived, '__proto__')?.value).toBe('own');
  });

  test('all of a server have 128 KiB of JSON together, and what is refused is not stored', async () => {
    const serverId = await newServer();
    expect((await put(serverId, 'A', 'x'.repeat(65_536))).status).toBe(200);
    // 64 KiB of control characters are 384 KiB of JSON.
    for (const value of ['x'.repeat(65_536), '\u0001'.repeat(65_536), '"'.repeat(40_000)])
      expect(await put(serverId, 'B', value)).toMatchObject({
        status: 409,
        body: { code: 'quota_exceeded', details: { quota: 'variable_bytes_per_server' } },
      });
    expect(await store.read(`variables-${serverId}`)).toHaveLength(1);
    expect((await put(serverId, 'B', 'x'.repeat(65_000))).status).toBe(200);
    const both = await Promise.all(['C', 'D'].map((name) => put(serverId, name, 'x'.repeat(400))));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('of an earlier version that are larger are delivered while a message carries them, then refused', async () => {
    const serverId = await newServer();
    await put(serverId, 'V0', 'x'.repeat(65_536));
    const { data } = (await store.read<any>(`variables-${serverId}`)).at(-1)!;
    // The sizes of the sealed values decide alone: what is sealed for one name does not open under another.
    const copies = Array.from({ length: 80 }, (_, index) => ({
      type: 'VariableSet',
      data: { ...data, name: `V${index + 1}`, version: 1 },
    }));
    for (const [at, copy] of copies.entries()) await store.append(`variables-${serverId}`, [copy], { expected: at });
    await expect(delivered(serverId)).rejects.toMatchObject({ code: 'variables_undeliverable' });
  });

  test.each(['GUMLOOP_X', 'GUMSTACK_X', 'TOOLYARD_X', 'toolyard_x', 'PORT'])('%s is reserved', async (name) => {
    expect(await put(await newServer(), name, 'x')).toMatchObject({ status: 422, body: { code: 'reserved_name' } });
  });

  test.each(['1X', 'A-B', '%20', 'A%0a', '%00', 'A%2f..%2fB', 'X'.repeat(129), '%F0%9F%8C%A9'])(
    '%s is no name',
    async (name) => {
      expect(await put(await newServer(), name, 'x')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    },
  );

  test.each([
    ['no value', {}, 400, 'invalid_request'],
    ['null', { value: null }, 400, 'invalid_request'],
    ['a number', { value: 5 }, 400, 'invalid_request'],
    ['a list', { value: ['SENSITIVE'] }, 400, 'invalid_request'],
    ['an unknown field', { value: 'SENSITIVE', secret: true }, 400, 'invalid_request'],
    ['a NUL', { value: 'SENSITIVE\0' }, 400, 'invalid_request'],
    ['half a character', '{"value": "SENSITIVE\\ud800"}', 400, 'invalid_request'],
    ['a byte too many', { value: 'SENSITIVE'.padEnd(65_537, 'x') }, 400, 'invalid_request'],
    ['5 MB', { value: 'SENSITIVE'.padEnd(5 << 20, 'x') }, 413, 'payload_too_large'],
    ['malformed JSON', '{"value": "SENSITIVE', 400, 'malformed_json'],
    ['nothing', '', 400, 'invalid_request'],
  ])('%s is refused without being repeated', async (_, body, status, code) => {
    const serverId = await newServer();
    const answer = await secrets.call('PUT', path(serverId, 'TOKEN'), body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.text).not.toContain('SENSITIVE');
    expect(await list(serverId)).toEqual([]);
  });

  test('the 201st is refused', async () => {
    const serverId = await newServer();
    const answers: Awaited<ReturnType<typeof put>>[] = [];
    for (let first = 0; first < 210; first += 6) {
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 6 }, (_, i) => put(serverId, `V${first + i}`, `value ${first + i}`)),
        )),
      );
    }
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200);
    expect(answers.filter(({ body }) => body.details?.quota === 'variables_per_server')).toHaveLength(10);
    expect(await list(serverId)).toHaveLength(200);
  });

  test.each([
    ['a word', 'x'],
    ['a well-formed id that was never given', 'srv_' + 'f'.repeat(32)],
    ['a path', '..%2f..%2fetc'],
    ['another family of streams', '%24all'],
  ])('of %s cannot be set, listed, read or removed', async (_, serverId) => {
    expect(await put(serverId, 'TOKEN', 'x')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    for (const [method, name] of [
      ['GET', undefined],
      ['GET', 'TOKEN'],
      ['DELETE', 'TOKEN'],
    ] as const) {
      expect(await secrets.call(method, path(serverId, name))).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });

  test('a request without the token does not reach them', async () => {
    const serverId = await newServer();
    for (const [method, name] of [
      ['GET', undefined],
      ['PUT', 'A'],
      ['DELETE', 'A'],
    ] as const) {
      expect(
        await secrets.call(method, path(serverId, name), method === 'PUT' ? { value: 'x' } : undefined, {
          token: 'wrong',
        }),
      ).toMatchObject({ status: 401 });
    }
  });
});

describe('delivery', () => {
  test('is refused to a receiver that does not hold the service key, whatever it sends', async () => {
    const serverId = await newServer();
    await put(serverId, 'TOKEN', newSecret());
    const stranger = await SealingKey.create('runtime', randomBytes(32).toString('base64'));
    const forged = [
      stranger.receiver,
      { ...runtime.receiver, publicKey: stranger.receiver.publicKey },
      { ...runtime.receiver, service: 'gateway' },
      {},
      null,
      undefined,
      'x',
    ];
    for (const receiver of forged) {
      await expect(
        requester.request('secrets.variables.deliver', { serverId, receiver: receiver as any }),
      ).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('cannot be opened by another receiver', async () => {
    const serverId = await newServer();
    await put(serverId, 'TOKEN', newSecret());
    const { sealed } = await requester.request('secrets.variables.deliver', { serverId, receiver: runtime.receiver });
    const other = await SealingKey.create('gateway', engines.env['TOOLYARD_SERVICE_KEY']!);
    await expect(other.open(sealed)).rejects.toThrow();
  });

  test('of a server without variables is empty', async () => {
    expect(await delivered(await newServer())).toEqual({ values: {}, version: '0' });
  });

  test('is counted by kind and by what became of it', async () => {
    const counted = async (outcome: string) => {
      const { text } = await secrets.call('GET', '/metrics');
      const line = `toolyard_secrets_deliveries_total{kind="variables",outcome="${outcome}"} `;
      return Number(
        text
          .split('\n')
          .find((each) => each.startsWith(line))
          ?.slice(line.length) ?? 0,
      );
    };
    const [delivers, refuses] = [await counted('delivered'), await counted('refused')];
    const serverId = await newServer();
    await delivered(serverId);
    const receiver = { ...runtime.receiver, service: 'gateway' };
    await expect(requester.request('secrets.variables.deliver', { serverId, receiver })).rejects.toThrow();
    expect([await counted('delivered'), await counted('refused')]).toEqual([delivers + 1, refuses + 1]);
  });
});

describe('what is destroyed', () => {
  test('with the last variable goes its data key, and the next value gets a new one', async () => {
    const serverId = await newServer();
    await put(serverId, 'A', '1');
    await put(serverId, 'B', '2');
    const first = await dataKeyOf(serverId);
    await secrets.call('DELETE', path(serverId, 'A'));
    expect((await delivered(serverId)).values).toEqual({ B: '2' });
    await secrets.call('DELETE', path(serverId, 'B'));
    await eventually(async () => (await store.read(`datakey-${first}`)).length === 0);
    await put(serverId, 'A', '3');
    expect(await dataKeyOf(serverId)).not.toBe(first);
    expect((await delivered(serverId)).values).toEqual({ A: '3' });
  });

  test('with a deleted server go its variables and its data key, also when the service was away', async () => {
    const [first, second] = [await newServer(), await newServer()];
    for (const serverId of [first, second]) await put(serverId, 'TOKEN', newSecret());
    const keys = [await dataKeyOf(first), await dataKeyOf(second)];
    await registry.call('DELETE', `/api/v1/servers/${first}`);
    expect(await secrets.call('GET', path(first))).toMatchObject({ status: 404 });
    expect(await put(first, 'TOKEN', 'late')).toMatchObject({ status: 404 });
    await eventually(async () => (await store.read(`datakey-${keys[0]}`)).length === 0);
    expect((await delivered(first)).values).toEqual({});

    await secrets.kill();
    await registry.call('DELETE', `/api/v1/servers/${second}`);
    secrets = await engines.service('secrets', { LOG_LEVEL: 'trace' });
    await eventually(async () => (await store.read(`datakey-${keys[1]}`)).length === 0);
    expect((await delivered(second)).values).toEqual({});
  });
});

describe('replicas and restarts', () => {
  test('a killed service comes back with every value', async () => {
    const serverId = await newServer();
    await put(serverId, 'TOKEN', 'kept');
    await secrets.kill();
    secrets = await engines.service('secrets', { LOG_LEVEL: 'trace' });
    expect((await delivered(serverId)).values).toEqual({ TOKEN: 'kept' });
  });

  test('two replicas lose no change of each other', async () => {
    const second = await engines.service('secrets');
    const serverId = await newServer();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(serverId, `V${i % 5}`, `value ${i}`, i % 2 ? secrets : second)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await list(serverId)).toEqual(await list(serverId, second));
    const { values } = await delivered(serverId);
    expect(Object.keys(values).sort()).toEqual(['V0', 'V1', 'V2', 'V3', 'V4']);
    for (const [name, value] of Object.entries(values)) expect(Number(value.slice(6)) % 5).toBe(Number(name.slice(1)));
    await second.stop();
  });

  test('while the registry is away, variables of servers in the directory work', async () => {
    const serverId = await newServer();
    await registry.stop();
    expect(await put(serverId, 'TOKEN', 'meanwhile')).toMatchObject({ status: 200 });
    expect(await put('srv_' + 'e'.repeat(32), 'TOKEN', 'x')).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    registry = await engines.service('registry');
  });
});

describe('the master key', () => {
  const file = () => join(engines.folder, 'secrets', 'master.key');

  test('was made on the first start, for its owner only', async () => {
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await stat(join(engines.folder, 'secrets'))).mode & 0o777).toBe(0o700);
  });

  test('is rotated by a command while the service runs; every value stays readable after a restart too', async () => {
    const serverId = await newServer();
    await put(serverId, 'BEFORE', 'old');
    const before = await readFile(file(), 'utf8');
    expect(await rotateKeys([], engines.env)).toMatch(
      /\d+ data keys were wrapped again\. The key-encryption key is now [0-9a-f]{16}/,
    );
    const between = await readFile(file(), 'utf8');
    expect(between).not.toBe(before);
    await put(serverId, 'AFTER', 'new');
    const other = await newServer();
    await put(other, 'OTHER', 'new');
    expect((await delivered(serverId)).values).toEqual({ BEFORE: 'old', AFTER: 'new' });
    await secrets.kill();
    secrets = await engines.service('secrets', { LOG_LEVEL: 'trace' });
    expect((await delivered(serverId)).values).toEqual({ BEFORE: 'old', AFTER: 'new' });
    expect((await delivered(other)).values).toEqual({ OTHER: 'new' });

    // The same through the running service, as on a machine where only the data folder is known.
    await writeFile(
      join(engines.folder, 'toolyard.json'),
      JSON.stringify({ adminToken: engines.env['TOOLYARD_ADMIN_TOKEN'], services: { secrets: { url: secrets.url } } }),
    );
    expect(await rotateKeys(['--data', engines.folder])).toContain('were wrapped again');
    expect(await readFile(file(), 'utf8')).not.toBe(between);
    expect((await delivered(serverId)).values).toEqual({ BEFORE: 'old', AFTER: 'new' });
    const twice = await Promise.all([1, 2].map(() => secrets.call('POST', '/api/v1/keys/rotate')));
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    expect((await delivered(other)).values).toEqual({ OTHER: 'new' });
    expect(await secrets.call('POST', '/api/v1/keys/rotate', undefined, { token: null })).toMatchObject({
      status: 401,
    });
    const { token } = engines.principal({ role: 'admin', via: 'session', stepUp: 'needed' });
    expect(await secrets.call('POST', '/api/v1/keys/rotate', undefined, { token })).toMatchObject({
      status: 403,
      body: { code: 'step_up_needed' },
    });
  }, 60_000);

  async function rotateKeys(args: string[], env: Record<string, string> = {}): Promise<string> {
    return (
      await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'keys/rotate.js'), ...args], {
        env: { ...process.env, ...env },
      })
    ).stdout;
  }

  test('when it is missing, the service does not start, says so, and makes no other', async () => {
    await put(await newServer(), 'TOKEN', 'x');
    await secrets.stop();
    await rename(file(), `${file()}.away`);
    const main = join(import.meta.dirname, 'main.js');
    await expect(runService(main, 'secrets', engines.env)).rejects.toThrow(
      /master key file .* is missing.*put the file back/,
    );
    expect(await readdir(join(engines.folder, 'secrets'))).toEqual(['master.key.away']);
    await rename(`${file()}.away`, file());
    secrets = await engines.service('secrets', { LOG_LEVEL: 'trace' });
  });
});

test('subscribers learn of a change without its ciphertext', async () => {
  const serverId = await newServer();
  await put(serverId, 'TOKEN', newSecret());
  const received = await eventsUntil(messaging, 'variables.VariableSet', serverId);
  const event = received.find(({ data }) => data.serverId === serverId);
  expect(event!.data).toMatchObject({ serverId, name: 'TOKEN', version: 1 });
  expect(received.every(({ data }) => !('value' in data))).toBe(true);
});

test('no value is ever on disk, in an event, in a message or in the log', async () => {
  const serverId = await newServer();
  const value = newSecret();
  await put(serverId, 'TOKEN', value);
  await put(serverId, 'TOKEN', `${value}2`);
  await put(serverId, 'PORT', value);
  await put(serverId, 'TOOLYARD_X', value);
  await secrets.call('PUT', path(serverId, 'TOKEN'), `{"value": "${value}`);
  await secrets.call('PUT', path(serverId, 'TOKEN'), { value: { nested: value } });
  await put('srv_' + 'f'.repeat(32), 'TOKEN', value);
  expect((await delivered(serverId)).values).toEqual({ TOKEN: `${value}2` });

  const forms = [value, Buffer.from(value).toString('base64').slice(0, 28), Buffer.from(value).toString('hex')];
  const places = new Map([
    ['the log of secrets', secrets.process.output.join('\n')],
    ['the log of the event store', engines.eventStore.process.output.join('\n')],
  ]);
  for (const entry of await readdir(engines.folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      places.set(join(entry.parentPath, entry.name), await readFile(join(entry.parentPath, entry.name), 'latin1'));
  }
  expect(places.size).toBeGreaterThan(4);
  expect(places.get('the log of secrets')).toContain(serverId);
  for (const [place, content] of places)
    for (const form of forms) expect(content.includes(form) ? `${place} holds the value` : '').toBe('');
});

test('the OpenAPI document describes every route with its answers', async () => {
  const { body } = await secrets.call('GET', '/openapi.json');
  const routes = describedRoutes(body);
  expect(routes.map(({ id }) => id)).toEqual([
    'delete /api/v1/servers/{id}/credential',
    'delete /api/v1/servers/{id}/variables/{name}',
    'get /api/v1/credentials/callback/{provider}',
    'get /api/v1/credentials/redirect-uri',
    'get /api/v1/me/credentials',
    'get /api/v1/servers/{id}/variables',
    'get /api/v1/servers/{id}/variables/{name}',
    'post /api/v1/servers/{id}/credential/connect',
    'put /api/v1/servers/{id}/auth-secret',
    'put /api/v1/servers/{id}/credential',
    'put /api/v1/servers/{id}/variables/{name}',
  ]);
  for (const { summary, statuses } of routes) {
    expect(summary).toBeTruthy();
    expect(statuses).toEqual(expect.arrayContaining(['401', '503']));
  }
});
