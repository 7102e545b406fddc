import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { Browser, goodPassword, person, publicUrl, setupToken, tokenOf } from '../testing/browser.js';

let engines: Engines;
let identity: RunningService;
let replica: RunningService;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', { TOOLYARD_SETUP_TOKEN: setupToken });
  replica = await engines.service('identity', { TOOLYARD_SETUP_TOKEN: setupToken });
}, 60_000);

afterAll(() => engines?.stop());

const newAdmin = (about: Record<string, unknown> = {}) => ({
  token: setupToken,
  name: 'Ada',
  email: 'ada@example.org',
  password: goodPassword,
  ...about,
});
let unique = 0;
const freshEmail = () => `user-${++unique}@example.org`;

// In this order: there is only one first admin.
describe('the set-up link', () => {
  test('is asked for while there is no admin', async () => {
    const { body } = await new Browser(identity).call('GET', '/api/v1/session');
    expect(body).toEqual({ user: null, setupRequired: true, signIn: { password: true, oidc: null } });
  });

  test.each([
    ['another token', { token: 'x'.repeat(43) }, 410, 'link_invalid'],
    ['a short password', { password: 'short-pass' }, 422, 'weak_password'],
    ['a common password', { password: 'passwordpassword' }, 422, 'weak_password'],
    ['a password made of the name', { name: 'Ada Lovelace', password: 'AdaLovelace1' }, 422, 'weak_password'],
    ['no e-mail address', { email: 'ada' }, 400, 'invalid_request'],
    ['a field too many', { role: 'admin' }, 400, 'invalid_request'],
    ['an access that there is not', { defaultAccess: 'some' }, 400, 'invalid_request'],
  ])('makes no admin with %s', async (_, about, status, code) => {
    expect(await new Browser(identity).call('POST', '/api/v1/setup', newAdmin(about))).toMatchObject({
      status,
      body: { code },
    });
  });

  test('makes no admin for a page of another site', async () => {
    expect(
      await new Browser(identity).call('POST', '/api/v1/setup', newAdmin(), { Origin: 'https://evil.example' }),
    ).toMatchObject({ status: 403 });
  });

  test('comes before an organisation whose accounts may call nothing', async () => {
    const { body } = await identity.call('GET', '/api/v1/groups');
    expect(body.items).toMatchObject([{ id: 'everyone', isDefault: true, defaultAccess: 'none' }]);
  });

  test('makes one admin, however many use it at the same time and wherever, and signs them in', async () => {
    const browsers = [identity, replica, identity, replica].map((service) => new Browser(service));
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.call('POST', '/api/v1/setup', newAdmin({ email: `ada-${index}@example.org`, defaultAccess: 'all' })),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 410, 410, 410]);
    const first = browsers[answers.findIndex((answer) => answer.status === 201)]!;
    expect((await first.call('GET', '/api/v1/me')).body).toMatchObject({
      kind: 'user',
      name: 'Ada',
      role: 'admin',
      groups: [{ id: 'everyone', name: 'Everyone' }],
    });
    expect((await first.call('GET', '/api/v1/groups')).body.items).toMatchObject([{ defaultAccess: 'all' }]);
    expect((await first.call('GET', '/api/v1/session')).body).toMatchObject({
      setupRequired: false,
      user: { name: 'Ada' },
    });
  });

  test('does not work a second time', async () => {
    expect(
      await new Browser(identity).call('POST', '/api/v1/setup', newAdmin({ email: 'eve@example.org' })),
    ).toMatchObject({ status: 410, body: { code: 'link_invalid' } });
  });
});

describe('signing in', () => {
  test('gives a cookie that scripts and other sites cannot use', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const answer = await new Browser(identity).signIn(email.toUpperCase());
    expect(answer).toMatchObject({ status: 200, body: { email } });
    const [session, device] = answer.headers.getSetCookie();
    expect(session).toMatch(/^toolyard_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(device).toMatch(/^toolyard_device=[\w-]+\.[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(answer.text).not.toContain('argon2');
  });

  test('holds on every replica, and so does signing out', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const here = new Browser(identity);
    const there = new Browser(replica);
    await here.signIn(email);
    there.cookie = here.cookie;
    expect((await there.call('GET', '/api/v1/me')).status).toBe(200);
    expect((await there.call('DELETE', '/api/v1/session')).status).toBe(204);
    expect((await here.call('GET', '/api/v1/me')).status).toBe(401);
  });

  test('does not reveal whether an address has an account', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const disabled = await person(identity, 'member', freshEmail());
    await identity.call('PATCH', `/api/v1/users/${disabled.id}`, { status: 'disabled' });
    const browser = new Browser(identity);
    const answers = await Promise.all([
      browser.signIn(email, 'wrong'),
      browser.signIn(freshEmail(), 'wrong'),
      browser.signIn(disabled.email),
      browser.signIn('not an address', 'wrong'),
    ]);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
  });

  test('is refused to a page of another site, which would sign its visitor in to another account', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ] as Record<string, string>[]) {
      const answer = await new Browser(identity).call(
        'POST',
        '/api/v1/session',
        { email, password: goodPassword },
        headers,
      );
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test('cannot be guessed: attempts count over all replicas, and then the right password is refused too', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const attacker = [new Browser(identity, '203.0.113.7'), new Browser(replica, '203.0.113.7')];
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => attacker[index % 2]!.signIn(email, `guess ${index}`)),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    const refused = answers.find((answer) => answer.status === 429)!;
    expect(refused.body.code).toBe('too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attacker[0]!.signIn(email)).status).toBe(429);
    // The owner, elsewhere, is not locked out by it.
    expect((await new Browser(identity, '198.51.100.9').signIn(email)).status).toBe(200);
  });

  test('signing out is recorded, once', async () => {
    const member = await person(identity, 'member', freshEmail());
    expect((await member.call('DELETE', '/api/v1/session')).status).toBe(204);
    expect((await member.call('DELETE', '/api/v1/session')).status).toBe(204);
    const { store } = await engines.clients();
    const stored = await store.read(`user-${member.id}`);
    expect(stored.filter(({ type }) => type === 'UserSignedOut')).toHaveLength(1);
  });

  test('does not lock its owner out, however often it is guessed from elsewhere', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const owner = new Browser(identity, '198.51.100.30');
    expect((await owner.signIn(email)).status).toBe(200);
    await owner.call('DELETE', '/api/v1/session');
    for (let index = 0; index < 102; index++)
      expect((await new Browser(identity, `203.0.${100 + (index % 20)}.${index}`).signIn(email, 'guess')).status).toBe(
        401,
      );
    // From behind an address that is refused already, on the device that signed in before.
    expect((await owner.signIn(email)).status).toBe(200);
    // On a device that never signed in, after a moment.
    expect((await new Browser(identity, '198.51.100.31').signIn(email)).status).toBe(200);
    // A device has few attempts of its own.
    const own: number[] = [];
    for (let index = 0; index < 11; index++) own.push((await owner.signIn(email, 'guess')).status);
    expect(own).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test('cannot be tried for many accounts from one address', async () => {
    const attacker = new Browser(identity, '203.0.113.8');
    const statuses: number[] = [];
    for (let index = 0; index < 64; index++)
      statuses.push((await attacker.signIn(`victim-${index}@example.org`, 'wrong')).status);
    expect(statuses.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(60).every((status) => status === 429)).toBe(true);
  }, 60_000);
});

describe('a session', () => {
  test('changes nothing for a page of another site', async () => {
    const ada = await person(identity, 'admin', freshEmail());
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: `${publicUrl}.evil.example` },
      { Origin: 'null' },
    ] as Record<string, string>[]) {
      expect(await ada.call('POST', '/api/v1/groups', { name: 'Evil' }, headers)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      expect((await ada.call('DELETE', '/api/v1/sessions', undefined, headers)).status).toBe(403);
    }
    const { headers, status } = await identity.call(
      'POST',
      '/api/v1/groups',
      { name: 'Evil' },
      { token: null, headers: { Cookie: ada.cookie! } },
    );
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await ada.call('GET', '/api/v1/groups')).text).not.toContain('Evil');
  });

  test('ends everywhere when its owner says so, and not before', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    const [laptop, phone] = [new Browser(identity), new Browser(replica)];
    await laptop.signIn(email);
    await phone.signIn(email);
    expect((await laptop.call('DELETE', '/api/v1/sessions')).status).toBe(204);
    expect((await phone.call('GET', '/api/v1/me')).status).toBe(401);
    expect((await phone.signIn(email)).status).toBe(200);
    expect((await phone.call('GET', '/api/v1/me')).status).toBe(200);
  });

  test('ends everywhere when an admin says so, and when the account is disabled or deleted', async () => {
    for (const [method, path, body] of [
      ['POST', '/sign-out', undefined],
      ['PATCH', '', { status: 'disabled' }],
      ['DELETE', '', undefined],
    ] as const) {
      const bob = await person(identity, 'member', freshEmail());
      const there = new Browser(replica);
      there.cookie = bob.cookie;
      expect((await identity.call(method, `/api/v1/users/${bob.id}${path}`, body)).status).toBeLessThan(300);
      expect((await there.call('GET', '/api/v1/me')).status).toBe(401);
    }
  });

  test('survives a restart of the service', async () => {
    const bob = await person(identity, 'member', freshEmail());
    const third = await engines.service('identity');
    const there = new Browser(third);
    there.cookie = bob.cookie;
    expect((await there.call('GET', '/api/v1/me')).body).toMatchObject({ id: bob.id });
    await third.stop();
  }, 60_000);
});

describe('a password', () => {
  test('is changed with the current one; other login sessions end, this one stays', async () => {
    const bob = await person(identity, 'member', freshEmail());
    const other = new Browser(identity);
    await other.signIn(bob.email);
    expect(
      await bob.call('POST', '/api/v1/me/password', { current: 'wrong', password: 'granite-willow-copper-siren' }),
    ).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
    expect(
      await bob.call('POST', '/api/v1/me/password', { current: goodPassword, password: 'qwertyuiop12' }),
    ).toMatchObject({ status: 422 });
    expect(
      (
        await bob.call('POST', '/api/v1/me/password', {
          current: goodPassword,
          password: 'granite-willow-copper-siren',
        })
      ).status,
    ).toBe(204);
    expect((await bob.call('GET', '/api/v1/me')).status).toBe(200);
    expect((await other.call('GET', '/api/v1/me')).status).toBe(401);
    expect((await other.signIn(bob.email)).status).toBe(401);
    expect((await other.signIn(bob.email, 'granite-willow-copper-siren')).status).toBe(200);
  });

  test('is set with a link of an admin, once, of which the last one counts', async () => {
    const bob = await person(identity, 'member', freshEmail());
    const make = async () => tokenOf((await identity.call('POST', `/api/v1/users/${bob.id}/password-link`)).body.url);
    const [earlier, token] = [await make(), await make()];
    const browser = new Browser(replica);
    expect(await browser.call('GET', `/api/v1/password-links/${earlier}`)).toMatchObject({
      status: 410,
      body: { code: 'link_invalid' },
    });
    expect(await browser.call('GET', `/api/v1/password-links/${token}`)).toMatchObject({
      status: 200,
      body: { email: bob.email },
    });
    const set = (service: RunningService) =>
      new Browser(service).call('POST', `/api/v1/password-links/${token}`, { password: 'granite-willow-copper-siren' });
    const answers = await Promise.all([set(identity), set(replica), set(identity)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410, 410]);
    expect((await bob.call('GET', '/api/v1/me')).status).toBe(401);
    expect((await browser.signIn(bob.email, 'granite-willow-copper-siren')).status).toBe(200);
  });
});

describe('links', () => {
  test('cannot be tried for long, while those that work may be followed by a whole office', async () => {
    const { body } = await identity.call('POST', '/api/v1/invitations', { email: freshEmail(), role: 'member' });
    const [office, attacker] = [new Browser(identity, '198.51.100.20'), new Browser(identity, '203.0.113.21')];
    const look = async (browser: Browser, token: string) =>
      (await browser.call('GET', `/api/v1/invitations/${token}`)).status;
    const statuses = { office: new Set<number>(), attacker: [] as number[] };
    for (let index = 0; index < 70; index++) {
      statuses.office.add(await look(office, tokenOf(body.url)));
      statuses.attacker.push(await look(attacker, `guess-${index}`));
    }
    expect([...statuses.office]).toEqual([200]);
    expect([
      statuses.attacker.slice(0, 60).every((status) => status === 410),
      statuses.attacker.slice(60).every((status) => status === 429),
    ]).toEqual([true, true]);
  }, 60_000);
});

describe('an invitation', () => {
  test('tells who it is for, and makes an account once, with the role and groups it offers', async () => {
    const group = (await identity.call('POST', '/api/v1/groups', { name: 'Invited' })).body;
    const email = freshEmail();
    const { body } = await identity.call('POST', '/api/v1/invitations', {
      email,
      role: 'developer',
      groupIds: [group.id],
    });
    const token = tokenOf(body.url);
    expect(body.url).toBe(`${publicUrl}/invitation#token=${token}`);
    expect((await new Browser(replica).call('GET', `/api/v1/invitations/${token}`)).body).toEqual({
      email,
      role: 'developer',
      invitedBy: 'admin',
      expiresAt: body.expiresAt,
    });
    expect((await identity.call('GET', `/api/v1/users?status=invited&search=${email}`)).body.items).toMatchObject([
      { id: body.id, email, status: 'invited' },
    ]);
    const accept = (service: RunningService) =>
      new Browser(service).call('POST', `/api/v1/invitations/${token}/accept`, { name: 'Bob', password: goodPassword });
    const answers = await Promise.all([accept(identity), accept(replica), accept(identity), accept(replica)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 410, 410, 410]);
    expect(answers.find((answer) => answer.status === 201)!.body).toMatchObject({
      name: 'Bob',
      email,
      role: 'developer',
      groups: [{ name: 'Everyone' }, { name: 'Invited' }],
    });
    expect(await accept(identity)).toMatchObject({ status: 410, body: { code: 'link_invalid' } });
    expect((await identity.call('GET', '/api/v1/invitations')).text).not.toContain(email);
  });

  test('stops when it is withdrawn, or when the address is invited again', async () => {
    const email = freshEmail();
    const invite = async () => (await identity.call('POST', '/api/v1/invitations', { email, role: 'member' })).body;
    const [first, second] = [await invite(), await invite()];
    expect((await new Browser(identity).call('GET', `/api/v1/invitations/${tokenOf(first.url)}`)).status).toBe(410);
    expect((await identity.call('DELETE', `/api/v1/invitations/${second.id}`)).status).toBe(204);
    expect(
      (
        await new Browser(replica).call('POST', `/api/v1/invitations/${tokenOf(second.url)}/accept`, {
          name: 'Bob',
          password: goodPassword,
        })
      ).status,
    ).toBe(410);
  });

  test('of an address that has an account is refused', async () => {
    const { email } = await person(identity, 'member', freshEmail());
    expect(
      await identity.call('POST', '/api/v1/invitations', { email: email.toUpperCase(), role: 'admin' }),
    ).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  });

  test('and its token appear in no log', async () => {
    const { body } = await identity.call('POST', '/api/v1/invitations', { email: freshEmail(), role: 'member' });
    const token = tokenOf(body.url);
    await new Browser(identity).call('GET', `/api/v1/invitations/${token}`);
    expect(identity.process.output.join('\n')).toContain('/api/v1/invitations/***');
    for (const service of [identity, replica]) expect(service.process.output.join('\n')).not.toContain(token);
  });
});
