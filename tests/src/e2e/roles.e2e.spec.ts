import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { canary } from '../testing/canaries.js';
import { TestPlatform } from '../testing/platform.js';

interface Access {
  public?: boolean;
  grants?: string[];
  by?: 'server' | 'deployment';
  param?: string;
  right?: string;
  session?: boolean;
}

interface Operation {
  method: string;
  path: string;
  access: Access | undefined;
  hasBody: boolean;
}

/** A caller who tries every route. */
interface Caller {
  who: string;
  token: string | null;
  /** Undefined for an unknown caller. */
  role?: string;
  rights: string[];
  /** Made the server that is asked about. */
  owns?: boolean;
  /** A permission group lets them call it. */
  mayCall?: boolean;
  /** The key is limited to another server. */
  elsewhere?: boolean;
}

const allRights = ['call', 'read', 'write', 'deploy', 'scim'];
/** Others have no use for the rights to deploy and to provision, and get no key that has them. */
function rightsOf(role: string): string[] {
  if (role === 'admin') return allRights;
  return role === 'developer' ? ['call', 'read', 'write', 'deploy'] : ['call', 'read', 'write'];
}
const isSafe = (method: string) => method === 'GET' || method === 'HEAD';

let platform: TestPlatform;
const neverShown = canary();
let operations: Operation[];
let callers: Caller[];
let owner: string;
let serverId: string;
let deploymentId: string;
let spentServers = 0;

/** What the declaration of a route says about a caller: allowed, unknown (401), or not allowed (403). */
function expected({ method, access = { grants: ['admin'] } }: Operation, caller: Caller): 'in' | 401 | 403 {
  if (access.public) return 'in';
  if (caller.role === undefined) return 401;
  // Each caller here has an API key.
  if (access.session) return 403;
  const grants = access.grants ?? [];
  const right = access.right ?? (isSafe(method) ? 'read' : 'write');
  // Keys that provision accounts were made with `write` before there was a right for it.
  if (!caller.rights.includes(right) && !(right === 'scim' && caller.rights.includes('write'))) return 403;
  if (access.by && caller.elsewhere) return 403;
  if (grants.includes('anyone') || grants.includes(caller.role)) return 'in';
  if (!access.by) return 403;
  const owns = caller.role === 'admin' || (caller.role === 'developer' && caller.owns === true);
  if (owns && (grants.includes('own') || grants.includes('usable'))) return 'in';
  return grants.includes('usable') && caller.mayCall ? 'in' : 403;
}

const withToken = (token: string | null): Record<string, string> =>
  token === null ? {} : { Authorization: `Bearer ${token}` };

/**
 * The status alone; streams are left at once. A body that no route takes is refused after the guard and changes
 * nothing.
 */
async function knock({ method, hasBody }: Operation, path: string, token: string | null): Promise<number> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), 30_000);
  try {
    const response = await fetch(platform.url + path, {
      method,
      redirect: 'manual',
      headers: {
        Origin: platform.url,
        ...withToken(token),
        ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(hasBody ? { body: '{"nothingThatIsKnown":true}' } : {}),
      signal: leaving.signal,
    });
    return response.status;
  } finally {
    clearTimeout(timer);
    leaving.abort();
  }
}

async function scim(method: string, path: string, body: unknown): Promise<{ status: number; body: any }> {
  const answer = await fetch(platform.url + path, {
    method,
    headers: { ...withToken(platform.file().adminToken), 'Content-Type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function created(method: string, path: string, body: unknown, token?: string): Promise<any> {
  const answer = path.startsWith('/scim/')
    ? await scim(method, path, body)
    : await platform.api(method, path, body, token);
  if (answer.status >= 300)
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const serverOf = (name: string, token: string) =>
  created('POST', '/servers', { name, source: { provider: 'git' }, auth: { method: 'none' } }, token);

async function account(name: string, role: string): Promise<{ id: string; token: string }> {
  const { id } = await created('POST', '/service-accounts', { name, role });
  return { id, token: (await key(name, rightsOf(role), { serviceAccountId: id })).token };
}

const key = (name: string, rights: string[], more: object = {}) =>
  created('POST', '/api-keys', { name, rights, servers: 'all', ...more });

/**
 * The path with something in each place: the server or deployment that the guard looks at, and elsewhere what does not
 * exist.
 */
async function addressed({ method, path, access }: Operation, outcome: 'in' | 401 | 403): Promise<string> {
  const param = access?.by ? (access.param ?? 'id') : undefined;
  // A caller who is allowed really deletes it.
  const spent = access?.by === 'server' && !isSafe(method) && outcome === 'in';
  const target =
    access?.by === 'deployment'
      ? deploymentId
      : spent
        ? ((await serverOf(`Spent ${++spentServers}`, owner)).id as string)
        : serverId;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === param ? target : 'nothing-here'));
}

beforeAll(async () => {
  platform = await TestPlatform.start();
  const document = (await (await fetch(`${platform.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { 'x-toolyard-access'?: Access; requestBody?: object }>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      access: operation['x-toolyard-access'],
      hasBody: operation.requestBody !== undefined,
    })),
  );
  await created('PATCH', '/groups/everyone', { description: 'Calls nothing by default' });
  const group = await created('POST', '/groups', { name: 'Callers', defaultAccess: 'all' });
  const [admin, developer, other, auditor, member, outsider] = await Promise.all(
    [
      ['Admin', 'admin'],
      ['Owner', 'developer'],
      ['Other', 'developer'],
      ['Auditor', 'auditor'],
      ['Member', 'member'],
      ['Outsider', 'member'],
    ].map(([name, role]) => account(name!, role!)),
  );
  await created('PUT', `/groups/${group.id}/members/${member!.id}`, undefined);
  owner = developer!.token;
  const server = await serverOf('Walked', owner);
  serverId = server.id;
  const elsewhere = await serverOf('Elsewhere', owner);
  // Nothing that could be built: the deployment is there, and soon over.
  await platform.repository(server).commitAndPush('First', { 'README.md': 'Nothing to run' });
  deploymentId = (await platform.deployment(serverId, ['queued', 'building', 'failed'])).id;
  const limited = await key('limited', allRights, { serviceAccountId: admin!.id, servers: [elsewhere.id] });
  const single = await Promise.all(
    allRights.map(async (right) => ({
      who: `a key of an admin with the right ${right}`,
      token: (await key(right, [right], { serviceAccountId: admin!.id })).token as string,
      role: 'admin',
      rights: [right],
    })),
  );
  callers = [
    { who: 'anonymous', token: null, rights: [] },
    { who: 'a token that is made up', token: 'ty_madeupmadeupmadeupmade_up', rights: [] },
    { who: 'an admin', token: admin!.token, role: 'admin', rights: allRights },
    {
      who: 'the developer whose server it is',
      token: owner,
      role: 'developer',
      rights: rightsOf('developer'),
      owns: true,
    },
    { who: 'another developer', token: other!.token, role: 'developer', rights: rightsOf('developer') },
    { who: 'an auditor', token: auditor!.token, role: 'auditor', rights: rightsOf('auditor') },
    {
      who: 'a member who may call it',
      token: member!.token,
      role: 'member',
      rights: rightsOf('member'),
      mayCall: true,
    },
    { who: 'a member who may not', token: outsider!.token, role: 'member', rights: rightsOf('member') },
    { who: 'a key for another server', token: limited.token, role: 'admin', rights: allRights, elsewhere: true },
    ...single,
  ];
}, 300_000);

afterAll(() => platform?.stop(), 60_000);

describe('every route of the API', () => {
  test('says who may use it', () => {
    expect(operations.length).toBeGreaterThan(40);
    expect(
      operations
        .filter(({ access }) => access === undefined || !(access.public || access.grants?.length))
        .map(({ method, path }) => `${method} ${path}`),
    ).toEqual([]);
  });

  test('says whose server it looks at when that decides', () => {
    const undecided = operations.filter(
      ({ access, path }) =>
        access?.grants?.some((audience) => audience === 'own' || audience === 'usable') &&
        !(access.by && path.includes(`{${access.param ?? 'id'}}`)),
    );
    expect(undecided.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('lets in whom it names and no one else', async () => {
    const wrong: string[] = [];
    const outcomes = { in: 0, 401: 0, 403: 0 };
    for (const operation of operations) {
      const knocks = callers.map((caller) => ({ caller, outcome: expected(operation, caller) }));
      const judge = async ({ caller, outcome }: (typeof knocks)[number]): Promise<void> => {
        const status = await knock(operation, await addressed(operation, outcome), caller.token);
        outcomes[outcome]++;
        // A key for another server may be refused for more than the declaration says.
        const isRight =
          outcome === 'in'
            ? status < 500 && status !== 401 && status !== 405 && (status !== 403 || caller.elsewhere)
            : status === outcome;
        if (!isRight)
          wrong.push(
            `${operation.method} ${operation.path}: ${caller.who} got ${status} instead of ` +
              `${outcome === 'in' ? 'being let in' : outcome}`,
          );
      };
      // Those who are let in come last, because they may change something.
      await Promise.all(knocks.filter(({ outcome }) => outcome !== 'in').map(judge));
      for (const each of knocks.filter(({ outcome }) => outcome === 'in')) await judge(each);
    }
    expect(wrong).toEqual([]);
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(40);
  }, 300_000);
});

test('a page of another origin changes nothing with the session of a signed-in user, whatever the route', async () => {
  const { id } = await created('POST', '/scim/v2/Users', { userName: 'grace@example.test', displayName: 'Grace' });
  await created('PATCH', `/users/${id}`, { role: 'admin' });
  const link = new URL((await created('POST', `/users/${id}/password-link`, undefined)).url as string).hash.slice(
    '#token='.length,
  );
  const entered = await fetch(`${platform.url}/api/v1/password-links/${link}`, {
    method: 'POST',
    headers: { Origin: platform.url, 'Content-Type': 'application/json' },
    body: JSON.stringify({ password: 'correct horse battery staple 11' }),
  });
  const session = entered.headers.get('set-cookie')!.split(';')[0]!;
  expect((await fetch(`${platform.url}/api/v1/me`, { headers: { Cookie: session } })).status).toBe(200);
  const passed: string[] = [];
  for (const operation of operations.filter(({ method }) => !isSafe(method))) {
    const path = await addressed(operation, 403);
    // Browsers say where a request comes from. Who does not is no browser, and has no cookie to lose: routes that need
    // no sign-in take that.
    const origins: Record<string, string>[] = [
      { Origin: 'https://evil.test' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      ...(operation.access?.public ? [] : [{}]),
    ];
    for (const origin of origins) {
      const headers = {
        ...origin,
        Cookie: session,
        ...(operation.hasBody ? { 'Content-Type': 'application/json' } : {}),
      };
      const { status } = await fetch(platform.url + path, {
        method: operation.method,
        headers,
        ...(operation.hasBody ? { body: '{}' } : {}),
      });
      if (status !== 403)
        passed.push(`${operation.method} ${operation.path} answered ${status} to ${JSON.stringify(origin)}`);
    }
  }
  expect(passed).toEqual([]);
}, 120_000);

test('what was changed through every service is in the audit log, with who did it and from where', async () => {
  const signIn = {
    method: 'POST',
    headers: { Origin: platform.url, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'unregistered@example.test', password: 'guessed, not known' }),
  };
  for (let attempt = 0; attempt < 2; attempt++)
    expect((await fetch(`${platform.url}/api/v1/session`, signIn)).status).toBe(401);
  await created('PUT', `/servers/${serverId}/variables/SOME_NAME`, { value: neverShown }, owner);
  await created('PATCH', `/servers/${serverId}`, { description: 'Walked over' }, owner);
  const entries = async (query: string): Promise<any[]> =>
    (await platform.ok('GET', `/audit?limit=200&${query}`)).items;
  const ofServer = await eventually(async () => {
    const found = await entries(`serverId=${serverId}`);
    return found.some(({ type }) => type === 'ServerEdited') && found;
  });
  const byOwner = {
    actor: { kind: 'apikey', name: expect.stringContaining('Owner'), userId: expect.stringMatching(/^svc_/) },
    address: '127.0.0.1',
  };
  const entry = (type: string) => ofServer.find((each) => each.type === type);
  expect(entry('ServerCreated')).toMatchObject({
    ...byOwner,
    subject: { kind: 'server', id: serverId, name: 'Walked' },
  });
  expect(entry('ServerEdited')).toMatchObject({ ...byOwner, changes: [{ field: 'description', to: 'Walked over' }] });
  expect(entry('VariableSet')).toMatchObject({ ...byOwner, subject: { kind: 'variable', name: 'SOME_NAME' } });
  expect(entry('DeploymentRequested')).toMatchObject({
    actor: { kind: 'apikey', userId: 'admin' },
    address: '127.0.0.1',
    changes: expect.arrayContaining([{ field: 'trigger', to: 'push' }]),
  });
  expect(entry('Failed')).toMatchObject({ actor: { kind: 'system' }, address: null });
  expect((await entries('subject=everyone'))[0]).toMatchObject({
    type: 'GroupEdited',
    address: '127.0.0.1',
    changes: [{ field: 'description', to: 'Calls nothing by default' }],
  });
  const keys = await entries('type=ApiKeyCreated');
  expect(keys.length).toBeGreaterThan(8);
  expect(JSON.stringify([...ofServer, ...keys])).not.toContain(neverShown);
  for (const { token } of callers) if (token) expect(JSON.stringify(keys)).not.toContain(token);
  const [refused] = await eventually(async () => {
    const found = await entries('type=SignInsRefused');
    return found.length > 0 && found;
  }, 30_000);
  expect(refused).toMatchObject({
    address: '127.0.0.1',
    changes: [{ field: 'attempts', to: expect.stringMatching(/^\d+$/) }],
  });
  expect(JSON.stringify(refused)).not.toContain('unregistered@example.test');
  const actions = await eventually(async () => {
    const found = await entries('type=ActionsRefused&search=%2Fapi%2Fv1%2F');
    return found.length > 0 && found;
  }, 70_000);
  expect(actions[0]).toMatchObject({
    address: '127.0.0.1',
    subject: { kind: 'action', name: expect.stringMatching(/^[A-Z]+ \/api\/v1\//) },
    changes: expect.arrayContaining([
      { field: 'reason', to: expect.stringMatching(/^(role|right|server|session|rule)$/) },
    ]),
  });
}, 120_000);
