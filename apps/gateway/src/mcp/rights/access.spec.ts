import { createHmac, createPublicKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { groupsAllow, type GroupRules, type Rule } from '@toolyard/contracts';
import { hash } from 'node:crypto';
import { issuer, type Issuer } from '../../testing/tokens.js';
import { Access, type Admission } from './access.js';
import { AccessTable } from './access-table.js';
import { AccessTokens } from './access-tokens.js';
import { LastSeen } from './last-seen.js';
import { PlatformTokens } from './platform-token.js';
import { ToolRights } from './tool-rights.js';
import { RouteTable } from '../upstreams/route-table.js';

const publicUrl = 'https://toolyard.test';
const aud = `${publicUrl}/s/orders/mcp`;
const route = { access: 'organisation', serverId: 'srv_1', slug: 'orders', ownerId: 'dora' } as const;
const maria = { id: 'maria', name: 'Maria', role: 'member', active: true, groupIds: ['g'], tokensNotBefore: null };

let table: AccessTable;
let access: Access;
let signer: Issuer;
let revision = 0;
const lastSeen = new LastSeen(() => undefined);
const routes = new RouteTable('/nowhere/routes.json', 'run');
const platformTokens = new PlatformTokens(Buffer.alloc(32, 1).toString('base64'));

const put = (key: string, value: object | null) =>
  table.apply({ key, text: value && JSON.stringify(value) }, (revision += 1));
const putKey = (token: string, about: object = {}) =>
  put(`key.${hash('sha256', token)}`, {
    id: 'key_1',
    name: 'k',
    userId: 'maria',
    rights: ['call'],
    servers: 'all',
    expiresAt: null,
    ...about,
  });
const admit = async (token?: string, to: object = route): Promise<Admission> =>
  access.admit({ ...route, ...to }, token === undefined ? [] : ['authorization', `Bearer ${token}`]);
const refused = async (token: string, to: object = route) => {
  const admission = await admit(token, to);
  return 'refusal' in admission ? admission.refusal.kind : 'admitted';
};

beforeEach(async () => {
  table = new AccessTable(join(tmpdir(), 'never-written', String(process.pid), 'access.json'));
  access = new Access(table, new AccessTokens(publicUrl), platformTokens, lastSeen, routes);
  signer = await issuer(publicUrl);
  put('jwks', signer.jwks);
  put('user.maria', maria);
  put('group.g', { id: 'g', defaultAccess: 'all', servers: {} });
});

describe('a rule that allows all tools except some', () => {
  test.each(['drop', 'Drop', 'DROP', ' drop', 'drop\u0000', 'dr\u200bop', 'ｄｒｏｐ'])(
    'refuses the spelling %j',
    (name) => {
      const groups = [
        { defaultAccess: 'none' as const, servers: { srv_1: { access: 'except' as const, tools: ['drop'] } } },
      ];
      const rights = ToolRights.of(groups as never, 'srv_1');
      expect(rights.allows(name)).toBe(false);
      expect(rights.allows('drop2')).toBe(true);
    },
  );

  test.each(['drop_all', 'drop-all', 'dropAll', 'drоp', 'toString', ''])(
    'allows no name that the live deployment does not list, such as %j',
    (name) => {
      const groups = [
        { defaultAccess: 'none' as const, servers: { srv_1: { access: 'except' as const, tools: ['drop'] } } },
      ];
      const rights = ToolRights.of(groups as never, 'srv_1').among(['drop', 'echo']);
      expect([name, 'drop', 'echo'].map((tool) => rights.allows(tool))).toEqual([false, false, true]);
      expect(rights.equals(ToolRights.of(groups as never, 'srv_1').among(['echo', 'drop']))).toBe(true);
      expect(rights.equals(ToolRights.of(groups as never, 'srv_1').among(['echo', 'new']))).toBe(false);
    },
  );

  test('follows the tools of the deployment that is live', async () => {
    putKey('t');
    put('group.g', { id: 'g', defaultAccess: 'all', servers: { srv_1: { access: 'except', tools: ['drop'] } } });
    const allows = async (tool: string, tools?: string[]) => {
      const admission = await admit('t', { tools });
      return 'caller' in admission && admission.caller.rights.allows(tool);
    };
    expect(await allows('new', ['drop', 'echo'])).toBe(false);
    expect(await allows('new', ['drop', 'echo', 'new'])).toBe(true);
    expect(await allows('drop', ['drop', 'echo', 'new'])).toBe(false);
    // A server that lists its tools to users alone.
    expect(await allows('new')).toBe(true);
  });
});

describe('without a token', () => {
  test('a server of the organisation asks for one, a public one does not', async () => {
    expect(await admit()).toMatchObject({ refusal: { kind: 'unauthenticated' } });
    expect(await admit(undefined, { access: 'public' })).toMatchObject({
      caller: { id: 'anonymous', rights: ToolRights.all },
    });
  });

  test('a valid token of any scope allows everything on a public server', async () => {
    putKey('reads', { rights: ['read'], servers: ['srv_2'] });
    put('user.maria', { ...maria, groupIds: [] });
    const tokens = [
      'reads',
      await signer.token({ sub: 'maria', aud, scope: 'mcp' }),
      await signer.token({ sub: 'maria', aud, scope: 'openid' }),
    ];
    for (const token of tokens)
      expect(await admit(token, { access: 'public' })).toMatchObject({
        caller: { id: 'maria', mayCall: true, rights: ToolRights.all },
      });
  });

  test('a public server rejects an invalid token', async () => {
    expect(await refused('wrong', { access: 'public' })).toBe('invalid');
  });
});

describe('before the access table is loaded', () => {
  test('a token is answered as unknown, not as invalid', async () => {
    table = new AccessTable('/nowhere/access.json');
    access = new Access(table, new AccessTokens(publicUrl), platformTokens, lastSeen, routes);
    expect(await refused('any')).toBe('unknown');
  });
});

describe('an API key', () => {
  test('admits its account under the name of the account', async () => {
    putKey('t');
    expect(await admit('t')).toMatchObject({
      caller: { id: 'maria', name: 'Maria', principal: 'account:maria', mayCall: true },
    });
  });

  test('is rejected once it is revoked or expired, or its account is disabled', async () => {
    putKey('t');
    put(`key.${hash('sha256', 't')}`, null);
    expect(await refused('t')).toBe('invalid');
    putKey('t', { expiresAt: new Date(Date.now() - 1).toISOString() });
    expect(await refused('t')).toBe('invalid');
    putKey('t');
    put('user.maria', { ...maria, active: false });
    expect(await refused('t')).toBe('invalid');
  });

  test('is reported as used when it admits a caller, at most once a minute', async () => {
    const written: string[] = [];
    access = new Access(
      table,
      new AccessTokens(publicUrl),
      platformTokens,
      new LastSeen((name) => void written.push(name)),
      routes,
    );
    putKey('good');
    putKey('other', { id: 'key_2', servers: ['srv_2'] });
    for (const token of ['good', 'good', 'other', 'wrong']) await admit(token);
    expect(written).toEqual(['user.maria', 'key.key_1']);
    const seen = new LastSeen((name, at) => void written.push(`${name} ${at}`));
    for (const now of [0, 59_999, 60_000]) seen.saw('maria', undefined, now);
    expect(written.slice(2)).toEqual(['user.maria 1970-01-01T00:00:00.000Z', 'user.maria 1970-01-01T00:01:00.000Z']);
  });

  test('is rejected without the right to call, and for another server', async () => {
    putKey('reads', { rights: ['read', 'write'] });
    putKey('other', { servers: ['srv_2'] });
    expect(await refused('reads')).toBe('forbidden');
    expect(await refused('other')).toBe('forbidden');
  });
});

describe('an access token', () => {
  test('admits its user with the name of the client', async () => {
    const token = await signer.token({ sub: 'maria', aud, client_name: 'Desk' });
    expect(await admit(token)).toMatchObject({
      caller: { id: 'maria', principal: 'account:maria', clientName: 'Desk', mayCall: true },
    });
    // The second time from the cache, synchronously.
    expect(access.admit(route, ['Authorization', `Bearer ${token}`])).toMatchObject({ caller: { id: 'maria' } });
  });

  test('of a deleted server is rejected by the next server of the same slug', async () => {
    const token = await signer.token({ sub: 'maria', aud, server_id: 'srv_1' });
    expect(await refused(token)).toBe('admitted');
    expect(await refused(token, { serverId: 'srv_2' })).toBe('invalid');
  });

  test('of one server is rejected by another, cached or not', async () => {
    const token = await signer.token({ sub: 'maria', aud });
    expect(await refused(token, { slug: 'billing' })).toBe('invalid');
    expect(await refused(token)).toBe('admitted');
    expect(await refused(token, { slug: 'billing' })).toBe('invalid');
    expect(await refused(await signer.token({ sub: 'maria', aud: [aud, `${publicUrl}/s/billing/mcp`] }))).toBe(
      'invalid',
    );
    expect(await refused(await signer.token({ sub: 'maria', aud: publicUrl }))).toBe('invalid');
  });

  test('is rejected when it is expired, of another issuer or type, or lacks a claim', async () => {
    const good = { sub: 'maria', aud };
    expect(await refused(await signer.token(good, { lifeSeconds: -60 }))).toBe('invalid');
    expect(await refused(await signer.token({ ...good, iss: 'https://evil.test' }))).toBe('invalid');
    expect(await refused(await signer.token(good, { header: { typ: 'JWT' } }))).toBe('invalid');
    expect(await refused(await signer.token({ ...good, exp: undefined }))).toBe('invalid');
    expect(await refused(await signer.token({ aud }))).toBe('invalid');
    const otherIssuer = await issuer(publicUrl);
    expect(await refused(await otherIssuer.token(good))).toBe('invalid');
  });

  test('is rejected without a signature, and when it is signed with the public key as a secret', async () => {
    const [header, payload] = (await signer.token({ sub: 'maria', aud })).split('.') as [string, string];
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'NONE'])
      expect(await refused(`${encode({ alg, typ: 'at+jwt' })}.${payload}.`)).toBe('invalid');
    expect(await refused(`${header}.${payload}.`)).toBe('invalid');
    const jwk = signer.jwks.keys[0]!;
    const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) as string;
    for (const secret of [pem, JSON.stringify(jwk), Buffer.from(String(jwk['x']), 'base64url')]) {
      const confused = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${payload}`;
      expect(await refused(`${confused}.${createHmac('sha256', secret).update(confused).digest('base64url')}`)).toBe(
        'invalid',
      );
    }
  });

  test('is rejected once its authorization or all sign-ins are revoked, or its user is disabled', async () => {
    const token = await signer.token({ sub: 'maria', aud });
    expect(await refused(token)).toBe('admitted');
    put('user.maria', { ...maria, tokensNotBefore: new Date(Date.now() + 1_000).toISOString() });
    expect(await refused(token)).toBe('invalid');
    put('user.maria', { ...maria, active: false });
    expect(await refused(token)).toBe('invalid');
    put('user.maria', maria);
    expect(await refused(token)).toBe('admitted');
    put('grant.grant_1', { revokedAt: new Date().toISOString() });
    expect(await refused(token)).toBe('invalid');
  });

  test('is accepted after a rotation of keys as long as its own key is published', async () => {
    const token = await signer.token({ sub: 'maria', aud });
    const next = await issuer(publicUrl, 'k2');
    put('jwks', { keys: [...next.jwks.keys, ...signer.jwks.keys] });
    expect(await refused(token)).toBe('admitted');
    put('jwks', next.jwks);
    expect(await refused(token)).toBe('invalid');
  });

  test('may list without `mcp:call`, and may do nothing without scopes', async () => {
    expect(await admit(await signer.token({ sub: 'maria', aud, scope: 'mcp' }))).toMatchObject({
      caller: { mayCall: false },
    });
    expect(await refused(await signer.token({ sub: 'maria', aud, scope: 'openid' }))).toBe('scope');
  });

  test('is rejected in a request with two Authorization headers', async () => {
    putKey('t');
    expect(await access.admit(route, ['Authorization', 'Bearer t', 'AUTHORIZATION', 'Bearer t'])).toMatchObject({
      refusal: { kind: 'twice' },
    });
  });
});

describe('a platform token', () => {
  test('admits its user to one server for one minute', async () => {
    const content = { userId: 'maria', serverId: 'srv_1', mayCall: false };
    expect(await admit(platformTokens.issue(content))).toMatchObject({ caller: { id: 'maria', mayCall: false } });
    expect(await refused(platformTokens.issue({ ...content, serverId: 'srv_2' }))).toBe('invalid');
    expect(await refused(platformTokens.issue({ ...content, userId: 'unknown' }))).toBe('invalid');
    expect(await refused(platformTokens.issue(content, Date.now() - 61_000))).toBe('invalid');
    expect(await refused(new PlatformTokens(Buffer.alloc(32, 2).toString('base64')).issue(content))).toBe('invalid');
    const [payload, signature] = platformTokens.issue(content).split('.') as [string, string];
    const forged = Buffer.from(JSON.stringify({ ...content, mayCall: true, expiresAtMs: Date.now() + 1_000 })).toString(
      'base64url',
    );
    for (const token of [`pass_${forged}.${signature}`, `${payload}.`, 'pass_', 'pass_.', payload])
      expect(await refused(token)).toBe('invalid');
    put('user.maria', { ...maria, active: false });
    expect(await refused(platformTokens.issue(content))).toBe('invalid');
  });
});

describe('rights', () => {
  const tools = ['a', 'b', 'c', 'new'];
  const rules: Rule[] = [
    { access: 'all' },
    { access: 'none' },
    { access: 'only', tools: ['a', 'b'] },
    { access: 'only', tools: [] },
    { access: 'except', tools: ['a', 'c'] },
    { access: 'except', tools: ['a'] },
    { access: 'except', tools: [] },
  ];
  const groups: GroupRules[] = [
    ...rules.map((rule): GroupRules => ({ defaultAccess: 'none', servers: { srv_1: rule } })),
    { defaultAccess: 'all', servers: {} },
    { defaultAccess: 'none', servers: {} },
  ];

  test('are the same when computed once as when each group is asked', () => {
    for (const first of groups) {
      for (const second of groups) {
        for (const third of groups) {
          const chosen = [first, second, third];
          const worked = ToolRights.of(chosen, 'srv_1');
          expect(tools.map((tool) => worked.allows(tool))).toEqual(
            tools.map((tool) => groupsAllow(chosen, 'srv_1', tool)),
          );
          expect(worked.isAll).toBe(tools.every((tool) => worked.allows(tool)) && worked.allows('anything'));
        }
      }
    }
  });

  test('follow a change of a group, of membership and of role from the next request on', async () => {
    putKey('t');
    const allows = async (tool: string) => {
      const admission = await admit('t');
      return 'caller' in admission && admission.caller.rights.allows(tool);
    };
    expect(await allows('drop')).toBe(true);
    put('group.g', { id: 'g', defaultAccess: 'all', servers: { srv_1: { access: 'except', tools: ['drop'] } } });
    expect([await allows('drop'), await allows('read')]).toEqual([false, true]);
    put('user.maria', { ...maria, groupIds: [] });
    expect(await allows('read')).toBe(false);
    put('user.maria', { ...maria, groupIds: [], role: 'admin' });
    expect(await allows('drop')).toBe(true);
  });

  test('are complete for a developer on their own servers, and not for a member who owned one before', async () => {
    put('user.dora', { ...maria, id: 'dora', role: 'developer', groupIds: [] });
    putKey('t', { userId: 'dora' });
    expect(await admit('t')).toMatchObject({ caller: { rights: ToolRights.all } });
    expect(await admit('t', { ownerId: 'someone' })).toMatchObject({ caller: { rights: ToolRights.none } });
    put('user.dora', { ...maria, id: 'dora', role: 'member', groupIds: [] });
    expect(await admit('t')).toMatchObject({ caller: { rights: ToolRights.none } });
  });
});

describe('the access table', () => {
  test('reports when it has reached a revision', async () => {
    expect(await table.reach(revision, 0)).toBe(true);
    const reaching = table.reach(revision + 1, 5_000);
    put('user.other', { ...maria, id: 'other' });
    expect(await reaching).toBe(true);
    expect(await table.reach(revision + 1, 1)).toBe(false);
  });

  test('removes entries that a listing lacks, except revocations, and nothing after an empty listing', () => {
    put('grant.g1', { revokedAt: new Date().toISOString() });
    table.retain(new Set());
    expect(table.user('maria')).toBeDefined();
    table.retain(new Set(['user.other']));
    expect(table.user('maria')).toBeUndefined();
    expect(table.isRevoked('g1')).toBe(true);
  });

  test('treats an unreadable entry as deleted, and reads the next one', () => {
    table.apply({ key: 'user.maria', text: 'not json' }, (revision += 1));
    expect(table.user('maria')).toBeUndefined();
    put('user.maria', maria);
    expect(table.user('maria')).toBeDefined();
  });
});
