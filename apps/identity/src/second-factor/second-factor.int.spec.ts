import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { Secret, TOTP } from 'otpauth';
import { Browser, goodPassword, person, tokenOf } from '../testing/browser.js';

let engines: Engines;
let identity: RunningService;
let replica: RunningService;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity');
  replica = await engines.service('identity');
}, 60_000);

afterAll(() => engines?.stop());

let unique = 0;
const freshEmail = () => `second-${++unique}@example.org`;

/** The code of an authenticator app, so many steps of thirty seconds from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

const own = '/api/v1/me/second-factor';

/** A user with a second factor. The code of this time step is used up by setting it up; that of the next is not. */
async function protectedPerson(role = 'member') {
  const user = await person(identity, role, freshEmail());
  const { body: enrolment } = await user.call('POST', own);
  const { status, body } = await user.call('POST', `${own}/confirm`, {
    enrolment: enrolment.enrolment,
    code: codeOf(enrolment.secret),
  });
  expect(status).toBe(200);
  return { user, secret: enrolment.secret as string, recoveryCodes: body.recoveryCodes as string[] };
}

async function firstStep(email: string, browser = new Browser(identity)) {
  const answer = await browser.signIn(email);
  expect(answer).toMatchObject({ status: 401, body: { code: 'second_factor_needed' } });
  expect(answer.headers.getSetCookie()).toEqual([]);
  const { ticket } = answer.body.details;
  const secondStep = (code: string, on = browser) => on.call('POST', '/api/v1/session/second-factor', { ticket, code });
  return { browser, ticket: ticket as string, secondStep };
}

describe('setting up a second factor', () => {
  test('takes a code of the app, and answers recovery codes once', async () => {
    const user = await person(identity, 'member', freshEmail());
    expect((await user.call('GET', own)).body).toEqual({
      active: false,
      app: false,
      passkeys: [],
      passkeysPossible: false,
      since: null,
      recoveryCodesLeft: 0,
      required: false,
    });
    const { body } = await user.call('POST', own);
    expect(body.uri).toContain(`otpauth://totp/Toolyard:${encodeURIComponent(user.email)}`);
    const confirm = (code: string) => user.call('POST', `${own}/confirm`, { enrolment: body.enrolment, code });
    expect(await confirm(codeOf(body.secret, 100))).toMatchObject({
      status: 401,
      body: { code: 'second_factor_failed' },
    });
    expect((await user.call('GET', own)).body.active).toBe(false);
    const confirmed = await confirm(codeOf(body.secret));
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    expect((await user.call('GET', own)).body).toMatchObject({ active: true, recoveryCodesLeft: 10 });
    expect(await user.call('POST', own)).toMatchObject({ status: 409 });
  });

  test('is not done with the secret of another account', async () => {
    const [ann, bob] = await Promise.all([1, 2].map(() => person(identity, 'member', freshEmail())));
    const { body } = await ann!.call('POST', own);
    const taken = { enrolment: body.enrolment, code: codeOf(body.secret) };
    expect(await bob!.call('POST', `${own}/confirm`, taken)).toMatchObject({ status: 401 });
  });

  test('is closed to API keys, which may have been stolen', async () => {
    const { user } = await protectedPerson();
    const made = await user.call('POST', '/api/v1/api-keys', {
      name: 'all',
      rights: ['call', 'read', 'write'],
      servers: 'all',
    });
    const byKey = (path: string, body?: object) => identity.call('POST', path, body, { token: made.body.token });
    expect((await byKey(own)).status).toBe(403);
    expect((await byKey(`${own}/remove`, { code: '123456' })).status).toBe(403);
    expect((await byKey(`${own}/recovery-codes`, { code: '123456' })).status).toBe(403);
  });

  test('leaves neither the secret nor a recovery code in any event', async () => {
    const { user, secret, recoveryCodes } = await protectedPerson();
    const { store } = await engines.clients();
    const stored = await store.read(`user-${user.id}`);
    const text = JSON.stringify(stored.map(({ type, data }) => ({ type, data })));
    expect(text).toContain('SecondFactorSet');
    for (const hidden of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))])
      expect(text).not.toContain(hidden);
  });
});

describe('signing in with a second factor', () => {
  test('needs the password and a code, and each code works once, on whichever replica', async () => {
    const { user, secret } = await protectedPerson();
    const [here, there] = [await firstStep(user.email), await firstStep(user.email, new Browser(replica))];
    const code = codeOf(secret, 1);
    const answers = await Promise.all([here.secondStep(code), there.secondStep(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const inside = answers[0]!.status === 200 ? here.browser : there.browser;
    expect((await inside.call('GET', '/api/v1/me')).body).toMatchObject({ id: user.id });
    // The code that set it up is used up, too.
    const again = await firstStep(user.email);
    expect((await again.secondStep(codeOf(secret, -1))).status).toBe(401);
  });

  test('takes each recovery code once, however it is written', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    const [first, second] = recoveryCodes as [string, string];
    expect((await (await firstStep(user.email)).secondStep(first.toUpperCase().replace('-', ' '))).status).toBe(200);
    const next = await firstStep(user.email);
    expect((await next.secondStep(first)).status).toBe(401);
    expect((await next.secondStep(second)).status).toBe(200);
    expect((await user.call('GET', own)).body.recoveryCodesLeft).toBe(8);
  });

  test('cannot be guessed: attempts count for the account over all replicas and tickets', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    const steps = await Promise.all(
      Array.from({ length: 4 }, (_, index) => firstStep(user.email, new Browser(index % 2 ? replica : identity))),
    );
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, index) => steps[index % 4]!.secondStep(String(100_000 + index))),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(await steps[0]!.secondStep(recoveryCodes[0]!)).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
  });

  test('is not gone round with a ticket that is forged, or from before a new password', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    const { browser, secondStep } = await firstStep(user.email);
    const forged = { ticket: 'A'.repeat(120), code: recoveryCodes[0] };
    expect(await browser.call('POST', '/api/v1/session/second-factor', forged)).toMatchObject({
      status: 401,
      body: { code: 'sign_in_failed' },
    });
    const password = 'another-violet-anvil-harbour';
    expect((await user.call('POST', '/api/v1/me/password', { current: goodPassword, password })).status).toBe(204);
    expect(await secondStep(recoveryCodes[0]!)).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
  });

  test('is not gone round with a link for a new password', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    const { body: link } = await identity.call('POST', `/api/v1/users/${user.id}/password-link`);
    const browser = new Browser(identity);
    const used = await browser.call('POST', `/api/v1/password-links/${tokenOf(link.url)}`, {
      password: 'another-violet-anvil-harbour',
    });
    expect(used).toMatchObject({ status: 401, body: { code: 'second_factor_needed' } });
    expect(browser.cookie).toBeUndefined();
    const { ticket } = used.body.details;
    const code = recoveryCodes[0];
    expect((await browser.call('POST', '/api/v1/session/second-factor', { ticket, code })).status).toBe(200);
  });
});

describe('a second factor', () => {
  test('is removed by its user with a code, and recovery codes are renewed with one', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    expect((await user.call('POST', `${own}/remove`, { code: '123456' })).status).toBe(401);
    const renewed = await user.call('POST', `${own}/recovery-codes`, { code: recoveryCodes[0] });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await user.call('POST', `${own}/remove`, { code: recoveryCodes[1] })).status).toBe(401);
    expect((await user.call('POST', `${own}/remove`, { code: renewed.body.recoveryCodes[0] })).status).toBe(204);
    expect((await new Browser(identity).signIn(user.email)).status).toBe(200);
  });

  test('is reset by an admin for a user who lost it, and by no other', async () => {
    const { user } = await protectedPerson();
    const other = await person(identity, 'developer', freshEmail());
    expect((await other.call('DELETE', `/api/v1/users/${user.id}/second-factor`)).status).toBe(403);
    expect((await identity.call('DELETE', `/api/v1/users/${user.id}/second-factor`)).status).toBe(204);
    expect((await new Browser(identity).signIn(user.email)).status).toBe(200);
  });

  test('that an admin requires is set up at the next sign-in, before there is a session', async () => {
    const user = await person(identity, 'member', freshEmail());
    expect((await user.call('PATCH', '/api/v1/organisation', { secondFactorRequired: true })).status).toBe(403);
    const rule = (secondFactorRequired: boolean) =>
      identity.call('PATCH', '/api/v1/organisation', { secondFactorRequired });
    expect(await rule(true)).toMatchObject({ status: 200, body: { secondFactorRequired: true } });
    const { browser, ticket, secondStep } = await firstStep(user.email);
    expect((await secondStep('123456')).status).toBe(401);
    const { body } = await browser.call('POST', '/api/v1/session/second-factor/enrolment', { ticket });
    const confirmed = await browser.call('POST', '/api/v1/session/second-factor/enrolment/confirm', {
      ticket,
      enrolment: body.enrolment,
      code: codeOf(body.secret),
    });
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect((await browser.call('GET', '/api/v1/me')).body).toMatchObject({ id: user.id });
    expect((await rule(false)).status).toBe(200);
  });
});

describe('a dangerous action', () => {
  const newKey = { name: 'k', rights: ['read'], servers: 'all' };

  test('needs a recent code from a user with a second factor, and then not again for a while', async () => {
    const { user, recoveryCodes } = await protectedPerson('admin');
    const before = await person(identity, 'admin', freshEmail());
    // A session that began before the second factor was set up, say one that was stolen.
    const stolen = new Browser(identity);
    expect((await stolen.signIn(before.email)).status).toBe(200);
    const { body } = await before.call('POST', own);
    const confirm = { enrolment: body.enrolment, code: codeOf(body.secret) };
    const { body: confirmed } = await before.call('POST', `${own}/confirm`, confirm);
    for (const [method, path, input] of [
      ['POST', '/api/v1/api-keys', newKey],
      ['PATCH', `/api/v1/users/${user.id}`, { role: 'member' }],
      ['DELETE', `/api/v1/users/${user.id}`, undefined],
      ['POST', `/api/v1/users/${user.id}/password-link`, undefined],
      ['DELETE', `/api/v1/users/${user.id}/second-factor`, undefined],
      ['POST', '/api/v1/invitations', { email: freshEmail(), role: 'admin' }],
      ['POST', '/api/v1/service-accounts', { name: 'x', role: 'admin' }],
      ['PATCH', '/api/v1/organisation', { secondFactorRequired: false }],
      ['DELETE', '/api/v1/service-accounts/admin', undefined],
      ['POST', '/api/v1/groups', { name: 'x', defaultAccess: 'all' }],
      ['PATCH', '/api/v1/groups/everyone', { defaultAccess: 'all' }],
      ['DELETE', '/api/v1/groups/everyone', undefined],
      ['PUT', `/api/v1/groups/everyone/members/${user.id}`, undefined],
      ['PUT', '/api/v1/groups/everyone/servers/srv_1', { access: 'all' }],
      ['DELETE', '/api/v1/groups/everyone/servers/srv_1', undefined],
    ] as const)
      expect([path, await stolen.call(method, path, input)]).toMatchObject([
        path,
        { status: 403, body: { code: 'step_up_needed' } },
      ]);
    expect((await stolen.call('GET', '/api/v1/users')).status).toBe(200);
    expect((await stolen.call('PATCH', '/api/v1/groups/everyone', { description: 'All of us' })).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/scim/v2/Users'],
      ['DELETE', `/scim/v2/Users/${user.id}`],
    ] as const)
      expect([path, (await stolen.call(method, path)).status]).toEqual([path, 403]);
    expect((await stolen.call('POST', '/api/v1/me/step-up', { code: recoveryCodes[0] })).status).toBe(401);
    const code = confirmed.recoveryCodes[0];
    expect((await stolen.call('POST', '/api/v1/me/step-up', { code })).status).toBe(204);
    expect((await stolen.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
    expect((await stolen.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
  });

  test('needs none right after a sign-in with a code, and none from users without a second factor', async () => {
    const { user, recoveryCodes } = await protectedPerson();
    const { browser, secondStep } = await firstStep(user.email);
    expect((await secondStep(recoveryCodes[0]!)).status).toBe(200);
    expect((await browser.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
    const plain = await person(identity, 'member', freshEmail());
    expect((await plain.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
  });

  test('that was refused is stored for the audit log with its account, route and reason', async () => {
    const member = await person(identity, 'member', freshEmail());
    const browser = new Browser(replica);
    await browser.signIn(member.email);
    for (const name of ['a', 'b'])
      expect((await browser.call('POST', '/api/v1/service-accounts', { name, role: 'admin' })).status).toBe(403);
    // It sends what it counted at its end.
    await replica.stop();
    const { store } = await engines.clients();
    const refusals = await store.read(`refusals-${new Date().toISOString().slice(0, 7)}`);
    expect(refusals.map(({ data }) => data)).toEqual([
      {
        action: 'POST /api/v1/service-accounts',
        reason: 'role',
        attempts: 2,
        address: expect.stringMatching(/^192\.0\.2\./),
        actor: expect.objectContaining({ kind: 'user', id: member.id }),
        at: expect.stringMatching(/Z$/),
      },
    ]);
  });
});
