import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runYard } from './testing/run-yard.js';
import { sampleDeployment, sampleLine, sampleMe, sampleServer } from './testing/samples.js';
import { TestApi, type TestAnswer } from './testing/test-api.js';
import { version } from './version.js';

const token = 'ty_a-secret-key';
let home: string;
let api: TestApi;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'yard-spec-'));
  api = await new TestApi(token, {}, join(home, 'remote')).start();
  Object.assign(api.routes, {
    'GET /api/v1/me': () => ({ body: sampleMe }),
    'GET /api/v1/servers': ({ url }: { url: URL }) => ({
      body: {
        items: [undefined, 'weather'].includes(url.searchParams.get('slug') ?? undefined)
          ? [sampleServer(api.url)]
          : [],
        nextCursor: null,
      },
    }),
  });
});

afterEach(async () => {
  await api.stop();
  rmSync(home, { recursive: true, force: true });
  expect(api.faults).toEqual([]);
});

const yard = (args: string[], input?: string, env: NodeJS.ProcessEnv = {}) =>
  runYard(args, { env: { TOOLYARD_URL: api.url, TOOLYARD_TOKEN: token, ...env }, home, folder: home, input });
const stored = () => join(home, '.config/toolyard/yard.json');

test('the version is that of the package', async () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ version });
  expect(await yard(['--version'])).toMatchObject({ exitCode: 0, out: `${version}\n` });
});

describe('bad use ends with 2 and a sentence, and asks the platform for nothing', () => {
  test.each([
    [[], 'Usage'],
    [['no-such-command'], 'unknown command'],
    [['deploy', '--no-such-option'], 'unknown option'],
    [['create'], 'missing required argument'],
    [['login', 'not a URL', '--token', '-'], 'https://tools.example.com'],
    [['login', 'http://127.0.0.1:1/path', '--token', '-'], 'without a path'],
    [['login', 'http://127.0.0.1:1', '--token', token], 'visible to every user'],
    [['call', 'weather', 'add', '[1]'], 'one JSON object'],
    [['call', 'weather', 'add', '{'], 'one JSON object'],
    [['variables', 'weather', 'change', 'NAME'], 'unset NAME'],
    [['variables', 'weather', 'set'], 'Name the variable'],
    [['variables', 'weather', 'set', 'NOT-A-NAME'], 'letters, digits and _'],
  ])('%j', async (args, sentence) => {
    const { exitCode, out, err } = await yard(args, 'value');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(api.asked).toEqual([]);
  });
});

describe('a login', () => {
  test('is stored for its user alone, and the other commands use it', async () => {
    const none = { TOOLYARD_URL: undefined, TOOLYARD_TOKEN: undefined };
    expect(await yard(['list'], undefined, none)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('yard login'),
    });
    const ran = await yard(['login', `${api.url}/`, '--token', '-'], `${token}\n`, none);
    expect(ran).toMatchObject({ exitCode: 0, out: expect.stringContaining('as Ada (developer') });
    expect(ran.out + ran.err).not.toContain(token);
    expect(statSync(stored()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(stored(), 'utf8'))).toEqual({ url: api.url, token });
    expect(await yard(['list'], undefined, none)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('weather'),
    });
  });

  test('with a key that the platform refuses stores nothing', async () => {
    const ran = await yard(['login', api.url, '--token', '-'], 'another');
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('does not accept the API key') });
    expect(existsSync(stored())).toBe(false);
  });

  test.each([
    ['', 'Nothing came on standard input', 1],
    ['two words', 'one word', 2],
  ])('with %j for a key is refused', async (input, sentence, code) => {
    const ran = await yard(['login', api.url, '--token', '-'], input);
    expect(ran).toMatchObject({ exitCode: code, err: expect.stringContaining(sentence) });
  });

  test('is never sent to a platform other than its own', async () => {
    await yard(['login', api.url], undefined);
    const other = await new TestApi(token, {}).start();
    try {
      const ran = await yard(['list'], undefined, { TOOLYARD_URL: other.url, TOOLYARD_TOKEN: undefined });
      expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('TOOLYARD_TOKEN') });
      expect(other.asked).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  test.each(['{', '[]', '{"url":5,"token":"x"}', 'null'])(
    'whose file has %j is named, with what to do',
    async (text) => {
      mkdirSync(join(home, '.config/toolyard'), { recursive: true });
      writeFileSync(stored(), text);
      const ran = await yard(['list'], undefined, { TOOLYARD_URL: undefined, TOOLYARD_TOKEN: undefined });
      expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('yard login') });
    },
  );
});

describe('an answer that is no success', () => {
  test.each<[TestAnswer, string, string]>([
    [{ text: '<h1>A page</h1>' }, 'foreign_answer', 'is not Toolyard'],
    [{ text: 'null' }, 'foreign_answer', 'is not Toolyard'],
    [
      { status: 302, text: '', headers: { location: 'https://elsewhere.example.com' } },
      'redirected',
      'another address',
    ],
    [{ status: 503, text: 'busy' }, 'unavailable', 'HTTP 503'],
    [{ status: 409, body: { code: 'slug_taken', message: 'It is taken.' } }, 'slug_taken', 'It is taken.'],
  ])('%j has a code and a sentence', async (answer, code, sentence) => {
    api.routes['GET /api/v1/servers'] = () => answer;
    const people = await yard(['list']);
    expect(people).toMatchObject({ exitCode: 1, out: '', err: expect.stringContaining(sentence) });
    const programs = await yard(['list', '--json']);
    expect([programs.exitCode, programs.out]).toEqual([1, '']);
    expect(JSON.parse(programs.err)).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  test('of a platform that is away says where to look', async () => {
    const ran = await yard(['list'], undefined, { TOOLYARD_URL: 'http://127.0.0.1:1' });
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('http://127.0.0.1:1 does not answer') });
  });

  test('about an unknown server names the command that lists them', async () => {
    expect(await yard(['tools', 'nowhere'])).toMatchObject({ exitCode: 1, err: expect.stringContaining('yard list') });
  });
});

test('a server is created from its name alone', async () => {
  const sent: unknown[] = [];
  api.routes['POST /api/v1/servers'] = ({ body }) => {
    sent.push(body);
    return { status: 201, body: sampleServer(api.url) };
  };
  const ran = await yard(['create', 'Weather', '--json']);
  expect(JSON.parse(ran.out)).toMatchObject({ slug: 'weather', mcpUrl: `${api.url}/s/weather/mcp` });
  expect(sent).toEqual([{ name: 'Weather', source: { provider: 'git' }, auth: { method: 'none' } }]);
});

test('a list reads every page, and a name cannot write to the terminal', async () => {
  const tool = '\u001b]52;c;aGk=\u0007add\u009b';
  api.routes['GET /api/v1/servers'] = ({ url }) =>
    url.searchParams.get('cursor') === 'next'
      ? { body: { items: [sampleServer(api.url, { id: 'srv_2', slug: 'second' })], nextCursor: null } }
      : { body: { items: [sampleServer(api.url)], nextCursor: 'next' } };
  expect((JSON.parse((await yard(['list', '--json'])).out) as { slug: string }[]).map(({ slug }) => slug)).toEqual([
    'weather',
    'second',
  ]);
  api.routes['GET /api/v1/servers/{id}/tools'] = () => ({
    body: { deploymentId: 'dep_1', items: [{ name: tool, description: 'Adds', inputSchema: {} }] },
  });
  expect((await yard(['tools', 'weather'])).out).toBe('TOOL  DESCRIPTION\nadd   Adds\n');
});

describe('a variable', () => {
  const variable = {
    name: 'API_KEY',
    value: '••••••••',
    version: 1,
    updatedBy: { kind: 'user', id: 'usr_1', name: 'Ada' },
    updatedAt: '2026-11-27T10:00:00.000Z',
  };

  test('is set from standard input, line breaks inside kept, and its value is shown nowhere', async () => {
    let sent: unknown;
    api.routes['PUT /api/v1/servers/{id}/variables/{name}'] = ({ body }) => {
      sent = body;
      return { body: variable };
    };
    const ran = await yard(['variables', 'weather', 'set', 'API_KEY'], 'first\nsecond\n');
    expect(sent).toEqual({ value: 'first\nsecond' });
    expect(ran).toMatchObject({ exitCode: 0, out: expect.stringContaining('Set API_KEY') });
    expect(ran.out + ran.err).not.toContain('first');
  });

  test('is not set to nothing when nothing is piped in', async () => {
    const ran = await yard(['variables', 'weather', 'set', 'API_KEY'], '');
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('nothing was changed') });
    expect(api.asked).not.toContainEqual(expect.stringContaining('PUT'));
  });

  test('is listed and removed', async () => {
    api.routes['GET /api/v1/servers/{id}/variables'] = () => ({ body: { items: [variable] } });
    api.routes['DELETE /api/v1/servers/{id}/variables/{name}'] = () => ({ status: 204 });
    expect((await yard(['variables', 'weather'])).out).toContain('API_KEY');
    expect(await yard(['variables', 'weather', 'unset', 'API_KEY'])).toMatchObject({ exitCode: 0 });
    expect(api.asked).toContain('DELETE /api/v1/servers/srv_1/variables/API_KEY');
  });
});

describe('a log', () => {
  const events = (...numbers: number[]) =>
    numbers.map((n) => `id: ${n}\ndata: ${JSON.stringify(sampleLine(n, `line ${n}`))}\n\n`).join('');

  test('shows its last lines', async () => {
    api.routes['GET /api/v1/servers/{id}/logs'] = ({ url }) => ({
      body: { lines: [sampleLine(301, `after ${url.searchParams.get('after')}`)], nextAfter: 301, last: 301 },
    });
    expect((await yard(['logs', 'weather'])).out).toContain('after 101\n');
  });

  test('that is followed goes on after the last line when the stream is cut', async () => {
    const resumed: unknown[] = [];
    api.routes['GET /api/v1/servers/{id}/logs'] = ({ headers }) => {
      if (!headers.accept?.includes('event-stream')) return { body: { lines: [], nextAfter: 0, last: 0 } };
      resumed.push(headers['last-event-id']);
      const text = resumed.length === 1 ? events(1, 2) : `${events(2, 3)}event: end\ndata: {}\n\n`;
      return { text, headers: { 'content-type': 'text/event-stream' } };
    };
    const { out } = await yard(['logs', 'weather', '--follow', '--json']);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { n: number }).n),
    ).toEqual([1, 2, 3]);
    expect(resumed).toEqual(['0', '2']);
  });
});

describe('a tool call', () => {
  const rpc = (answers: Record<string, object>) => {
    api.routes['POST /s/weather/mcp'] = ({ body }) => {
      const { id, method } = body as { id?: number; method: string };
      if (id === undefined) return { status: 202 };
      return { body: { jsonrpc: '2.0', id, ...(answers[method] ?? { error: { code: -32601, message: 'unknown' } }) } };
    };
  };
  const greeting = {
    result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } },
  };

  test('is an MCP request, and its texts are shown', async () => {
    rpc({
      initialize: greeting,
      'tools/call': { result: { content: [{ type: 'text', text: '42' }, { type: 'image' }] } },
    });
    const ran = await yard(['call', 'weather', 'add', '{"a": 2, "b": 40}']);
    expect(ran).toMatchObject({ exitCode: 0, out: '42\n[image]\n' });
  });

  test('whose tool answers an error ends with 1, and the result is shown', async () => {
    rpc({
      initialize: greeting,
      'tools/call': { result: { isError: true, content: [{ type: 'text', text: 'No.' }] } },
    });
    const ran = await yard(['call', 'weather', 'add', '--json']);
    expect([ran.exitCode, JSON.parse(ran.out)]).toEqual([
      1,
      { isError: true, content: [{ type: 'text', text: 'No.' }] },
    ]);
  });

  test('that the server refuses ends with 1 and its sentence', async () => {
    rpc({ initialize: greeting, 'tools/call': { error: { code: -32602, message: 'Unknown tool' } } });
    expect(await yard(['call', 'weather', 'x'])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Unknown tool'),
    });
  });

  test('that a permission group denies says which right is missing', async () => {
    api.routes['POST /s/weather/mcp'] = () => ({ status: 403, body: { jsonrpc: '2.0', id: null, error: { code: 1 } } });
    expect(await yard(['call', 'weather', 'x'])).toMatchObject({ exitCode: 1, err: expect.stringContaining('`call`') });
  });
});

describe('a deployment of a folder without git', () => {
  let remote: string;
  let folder: string;
  const inRemote = (...args: string[]) => execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8' }).trim();

  beforeEach(() => {
    remote = join(home, 'remote/weather.git');
    folder = join(home, 'weather');
    mkdirSync(remote, { recursive: true });
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
    inRemote('config', 'http.receivepack', 'true');
    mkdirSync(folder);
    writeFileSync(join(folder, 'server.js'), 'first');
    writeFileSync(join(folder, '.gitignore'), '.env\n');
    writeFileSync(join(folder, '.env'), 'SECRET=1');
    ends('live');
  });

  function ends(status: 'live' | 'failed' | 'superseded'): void {
    const error = { stage: 'image', code: 'build_failed', message: 'npm ci ended with 1.\nSee the log.' } as const;
    const end = () =>
      sampleDeployment(inRemote('rev-parse', 'main'), { status, ...(status === 'failed' ? { error } : {}) });
    Object.assign(api.routes, {
      'GET /api/v1/servers/{id}/deployments': () => ({ body: { items: [end()], nextCursor: null } }),
      'POST /api/v1/servers/{id}/deployments': () => ({ status: 202, body: end() }),
      'GET /api/v1/deployments/{id}': () => ({ body: end() }),
      'GET /api/v1/deployments/{id}/logs': () => ({
        text: `id: 1\ndata: ${JSON.stringify(sampleLine(1, 'npm ci'))}\n\nevent: end\ndata: {"status":"${status}"}\n\n`,
        headers: { 'content-type': 'text/event-stream' },
      }),
    });
  }

  test('pushes what is not ignored, follows the log and answers the live deployment', async () => {
    const ran = await yard(['deploy', folder, '--json']);
    expect(ran.err).toContain('image        npm ci');
    expect([ran.exitCode, JSON.parse(ran.out)]).toMatchObject([0, { status: 'live' }]);
    expect(inRemote('ls-tree', '--name-only', 'main').split('\n')).toEqual(['.gitignore', 'server.js']);
    expect(inRemote('log', '-1', '--format=%an %s', 'main')).toBe('Ada Deploy weather');
    expect(existsSync(join(folder, '.git'))).toBe(false);
  });

  test('continues the commits of before, and deploys the last one again when nothing changed', async () => {
    await yard(['deploy', folder]);
    writeFileSync(join(folder, 'server.js'), 'second');
    expect((await yard(['deploy', folder, '-m', 'The second'])).exitCode).toBe(0);
    expect(inRemote('log', '--format=%s', 'main').split('\n')).toEqual(['The second', 'Deploy weather']);
    const again = await yard(['deploy', folder]);
    expect(again).toMatchObject({ exitCode: 0, err: expect.stringContaining('Nothing changed') });
    expect(api.asked).toContain('POST /api/v1/servers/srv_1/deployments');
    expect(inRemote('rev-list', '--count', 'main')).toBe('2');
  });

  test.each(['failed', 'superseded'] as const)('ends with 1 when the deployment is %s', async (status) => {
    ends(status);
    const ran = await yard(['deploy', folder]);
    expect([ran.exitCode, ran.out]).toEqual([1, expect.stringContaining(status)]);
    if (status === 'failed') expect(ran.out).toContain('npm ci ended with 1. See the log.');
  });

  test('gives git the key in no argument and no file', async () => {
    const programs = join(home, 'bin');
    mkdirSync(programs);
    const seen = join(home, 'seen');
    const script = `#!/bin/sh\n{ echo "$@"; cat "$GIT_DIR/config"; } >>${seen} 2>/dev/null\nPATH=$REAL exec git "$@"\n`;
    writeFileSync(join(programs, 'git'), script, { mode: 0o755 });
    const real = process.env['PATH'];
    const ran = await yard(['deploy', folder], undefined, { PATH: `${programs}:${real}`, REAL: real });
    expect(ran.exitCode).toBe(0);
    const text = readFileSync(seen, 'utf8');
    expect(text).toContain('push --quiet');
    for (const secret of [token, Buffer.from(`yard:${token}`).toString('base64')]) expect(text).not.toContain(secret);
  });

  test('makes the server when there is none, if it is asked to', async () => {
    let servers = [] as object[];
    api.routes['GET /api/v1/servers'] = () => ({ body: { items: servers, nextCursor: null } });
    api.routes['POST /api/v1/servers'] = () => {
      servers = [sampleServer(api.url)];
      return { status: 201, body: servers[0] };
    };
    expect(await yard(['deploy', folder])).toMatchObject({ exitCode: 1, err: expect.stringContaining('--create') });
    expect(await yard(['deploy', folder, '--create'])).toMatchObject({ exitCode: 0 });
  });

  test('leaves out no nested repository without a word', async () => {
    mkdirSync(join(folder, 'inner'));
    execFileSync('git', ['init', '--quiet', join(folder, 'inner')]);
    writeFileSync(join(folder, 'inner/a'), '');
    const inner = ['-C', join(folder, 'inner'), '-c', 'user.name=a', '-c', 'user.email=a@b.c'];
    execFileSync('git', [...inner, 'add', 'a']);
    execFileSync('git', [...inner, 'commit', '--quiet', '-m', 'inner']);
    expect(await yard(['deploy', folder])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('inner is a git'),
    });
  });

  test('of a folder that is missing or has no files pushes nothing', async () => {
    const missing = await yard(['deploy', join(home, 'missing'), '-s', 'weather']);
    expect(missing).toMatchObject({ exitCode: 1, err: expect.stringContaining('is not a folder') });
    mkdirSync(join(home, 'empty'));
    const empty = await yard(['deploy', join(home, 'empty'), '-s', 'weather']);
    expect(empty).toMatchObject({ exitCode: 1, err: expect.stringContaining('has no files') });
    expect(inRemote('branch', '--list')).toBe('');
  });

  test('that the remote refuses shows what git says, without the key', async () => {
    inRemote('config', 'http.receivepack', 'false');
    const ran = await yard(['deploy', folder]);
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('nothing is deployed') });
    for (const secret of [token, Buffer.from(`yard:${token}`).toString('base64')])
      expect(ran.err).not.toContain(secret);
  });

  test('can be taken back to the deployment that was live before', async () => {
    await yard(['deploy', folder]);
    const sha = inRemote('rev-parse', 'main');
    const image = { tag: 'weather', digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 1 };
    const old = (id: string, promotedAt?: string) =>
      sampleDeployment(sha, { id, status: 'retired', image, promotedAt });
    const items = [
      sampleDeployment(sha),
      old('dep_never'),
      old('dep_b', '2026-11-02T00:00:00Z'),
      old('dep_a', '2026-11-01T00:00:00Z'),
    ];
    api.routes['GET /api/v1/servers/{id}/deployments'] = () => ({ body: { items, nextCursor: null } });
    api.routes['POST /api/v1/deployments/{id}/rollback'] = () => ({ status: 202, body: sampleDeployment(sha) });
    expect((await yard(['rollback', 'weather'])).exitCode).toBe(0);
    expect(api.asked).toContain('POST /api/v1/deployments/dep_b/rollback');
    api.routes['GET /api/v1/servers/{id}/deployments'] = () => ({
      body: { items: [sampleDeployment(sha)], nextCursor: null },
    });
    expect(await yard(['rollback', 'weather'])).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('no earlier'),
    });
  });
});

describe('doctor', () => {
  const health = (status: string) => () => ({
    body: { status, services: { builds: { status }, registry: { status: 'ok' } } },
  });

  test('says that all is well', async () => {
    api.routes['GET /api/v1/health'] = health('ok');
    const ran = await yard(['doctor']);
    expect([ran.exitCode, ran.out]).toEqual([0, expect.stringContaining('services: 2 work')]);
  });

  test.each([
    ['a service fails', {}, 'not working: builds'],
    ['the key is wrong', { TOOLYARD_TOKEN: 'wrong' }, 'does not accept the API key'],
    ['the platform is away', { TOOLYARD_URL: 'http://127.0.0.1:1' }, 'does not answer'],
    ['git is missing', { PATH: '/nonexistent' }, 'git: not found'],
    ['no login is stored', { TOOLYARD_URL: '' }, 'yard login'],
  ])('ends with 1 when %s', async (_when, env, sentence) => {
    api.routes['GET /api/v1/health'] = health('failing');
    const ran = await yard(['doctor'], undefined, env);
    expect([ran.exitCode, ran.out]).toEqual([1, expect.stringContaining(sentence)]);
  });
});

test.each([
  ['2.30.2', 1, 'too old'],
  ['2.31.0 (Apple Git-1)', 0, 'git version 2.31.0'],
  ['3.0.0', 0, 'git version 3.0.0'],
])('doctor says of git %s whether it can deploy', async (gitVersion, code, sentence) => {
  api.routes['GET /api/v1/health'] = () => ({ body: { status: 'ok', services: {} } });
  const programs = join(home, 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'git'), `#!/bin/sh\necho 'git version ${gitVersion}'\n`, { mode: 0o755 });
  const ran = await yard(['doctor'], undefined, { PATH: programs });
  expect([ran.exitCode, ran.out]).toEqual([code, expect.stringContaining(sentence)]);
});

test('the configuration of a client is that of the dashboard, by its name or a shorter one', async () => {
  expect((await yard(['config', 'weather', 'claude'])).out).toContain(
    `claude mcp add --transport http weather ${api.url}/s/weather/mcp`,
  );
  expect((await yard(['config', 'weather', 'cursor', '--key'])).out).toContain('TOOLYARD_API_KEY');
  expect(await yard(['config', 'weather', 'constructor'])).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('claude-code, claude-desktop, cursor, vs-code'),
  });
});

test('the page of a server is opened in the browser, and answered to programs', async () => {
  const url = `${api.url}/servers/weather/overview`;
  expect(JSON.parse((await yard(['open', 'weather', '--json'])).out)).toEqual({ url });
  expect((await yard(['open', 'weather'], undefined, { BROWSER: 'true' })).out).toBe(`${url}\n`);
  expect((await yard(['open', 'weather'], undefined, { BROWSER: '/nonexistent' })).out).toContain(`Open ${url}`);
});
