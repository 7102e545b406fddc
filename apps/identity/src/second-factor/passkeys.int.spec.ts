import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventStoreDb } from '@toolyard/event-store';
import { type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { Browser, person } from '../testing/browser.js';
import { type Departures, SoftwareAuthenticator } from '../testing/software-authenticator.js';

const origin = 'http://localhost:8080';

let engines: Engines;
let identity: RunningService;
let replica: RunningService;

beforeAll(async () => {
  engines = await startEngines({ identity: true });
  const env = { TOOLYARD_PUBLIC_URL: origin };
  identity = await engines.service('identity', env);
  replica = await engines.service('identity', env);
}, 60_000);

afterAll(() => engines?.stop());

const own = '/api/v1/me/passkeys';
const failed = { status: 401, body: { code: 'second_factor_failed' } };
const newKey = { name: 'k', rights: ['read'], servers: 'all' };
let unique = 0;

const user = (role = 'member') => person(identity, role, `passkey-${++unique}@example.org`, { origin });
const browserOf = (service = identity) => new Browser(service, undefined, origin);

async function add(browser: Browser, authenticator: SoftwareAuthenticator, departures: Departures = {}) {
  const begun = await browser.call('POST', `${own}/registration`);
  const passkey = begun.status === 200 ? authenticator.create(begun.body.options, departures) : {};
  return begun.status === 200 ? browser.call('POST', own, { name: ' Laptop ', passkey }) : begun;
}

/** A user with one passkey, and the recovery codes. */
async function protectedUser(role?: string) {
  const browser = await user(role);
  const authenticator = new SoftwareAuthenticator(origin);
  const added = await add(browser, authenticator);
  if (added.status !== 201) throw new Error(added.text);
  return { browser, email: browser.email, authenticator, recoveryCodes: added.body.recoveryCodes as string[] };
}

/** The password is right; what its second step takes. */
async function firstStep(email: string, service = identity) {
  const browser = browserOf(service);
  const { status, body } = await browser.signIn(email);
  expect([status, body.code]).toEqual([401, 'second_factor_needed']);
  const { ticket } = body.details;
  const ask = async () =>
    (await browser.call('POST', '/api/v1/session/second-factor/passkey', { ticket })).body.options;
  const answer = (passkey: object, at = browser) =>
    at.call('POST', '/api/v1/session/second-factor', { ticket, passkey });
  return { browser, details: body.details, ask, answer };
}

describe('a passkey', () => {
  test('is asked for after the password, and then signs in', async () => {
    const { browser, email, authenticator, recoveryCodes } = await protectedUser();
    expect(recoveryCodes).toHaveLength(10);
    expect((await browser.call('GET', '/api/v1/me/second-factor')).body).toMatchObject({
      active: true,
      app: false,
      passkeys: [{ id: authenticator.id, name: 'Laptop', lastUsedAt: null }],
      passkeysPossible: true,
      recoveryCodesLeft: 10,
    });
    const { browser: other, details, ask, answer } = await firstStep(email, replica);
    expect(details).toMatchObject({ missing: 'code', app: false, passkeys: true });
    const options = await ask();
    expect(options).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: [{ id: authenticator.id }],
    });
    expect((await answer(authenticator.get(options))).status).toBe(200);
    expect((await other.call('GET', '/api/v1/me')).status).toBe(200);
    expect((await other.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
  });

  test('is one of several, of which each works until it is removed', async () => {
    const { browser, email, authenticator } = await protectedUser();
    const second = new SoftwareAuthenticator(origin);
    expect(await add(browser, second)).toMatchObject({ status: 201, body: { recoveryCodes: [] } });
    expect((await add(browser, second)).status).toBe(409);
    const { ask, answer } = await firstStep(email);
    expect((await answer(second.get(await ask()))).status).toBe(200);
    expect((await browser.call('DELETE', `${own}/${authenticator.id}`)).status).toBe(204);
    expect((await browser.call('DELETE', `${own}/${authenticator.id}`)).status).toBe(404);
    const after = await firstStep(email);
    expect(await after.answer(authenticator.get(await after.ask()))).toMatchObject(failed);
    expect((await browser.call('DELETE', `${own}/${second.id}`)).status).toBe(204);
    expect((await browserOf().signIn(email)).status).toBe(200);
  });

  test('is replaced by a recovery code when it is lost, and reset by an admin', async () => {
    const { email, browser, recoveryCodes } = await protectedUser();
    const { browser: other, details } = await firstStep(email);
    const code = recoveryCodes[0];
    const used = await other.call('POST', '/api/v1/session/second-factor', { ticket: details.ticket, code });
    expect(used.status).toBe(200);
    expect((await identity.call('DELETE', `/api/v1/users/${browser.id}/second-factor`)).status).toBe(204);
    expect((await browserOf().signIn(email)).status).toBe(200);
    expect((await browser.call('GET', '/api/v1/me/second-factor')).body).toMatchObject({ active: false, passkeys: [] });
  });

  test('is registered for the address of the platform, by a user whom the authenticator verified', async () => {
    const browser = await user();
    for (const departures of [
      { origin: 'http://localhost:8081' },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { isVerified: false },
      { challenge: Buffer.alloc(32).toString('base64url') },
    ])
      expect([departures, await add(browser, new SoftwareAuthenticator(origin), departures)]).toMatchObject([
        departures,
        failed,
      ]);
    expect((await browser.call('GET', '/api/v1/me/second-factor')).body).toMatchObject({ active: false });
  });

  test('is never registered with an answer that is none, for a challenge that is used up, or without one', async () => {
    const browser = await user();
    const authenticator = new SoftwareAuthenticator(origin);
    const { body } = await browser.call('POST', `${own}/registration`);
    const passkey = authenticator.create(body.options);
    expect(
      await browser.call('POST', own, { name: 'a', passkey: { id: 1, response: { clientDataJSON: {} } } }),
    ).toMatchObject(failed);
    // The attempt used the challenge up.
    expect(await browser.call('POST', own, { name: 'a', passkey })).toMatchObject(failed);
    for (const input of [
      {},
      { name: 'a' },
      { name: '', passkey },
      { name: 'a', passkey: 'x' },
      { name: 'a', passkey: [] },
    ])
      expect([input, (await browser.call('POST', own, input)).status]).toEqual([input, 400]);
  });

  test('of another user is neither registered again nor signs in', async () => {
    const { authenticator } = await protectedUser();
    const { email, browser, authenticator: mine } = await protectedUser();
    expect(await add(browser, authenticator)).toMatchObject(failed);
    const { ask, answer } = await firstStep(email);
    expect(await answer(authenticator.get(await ask()))).toMatchObject(failed);
    // With the id of the right passkey, and the signature of the other.
    const forged = { ...authenticator.get(await ask()), id: mine.id, rawId: mine.id };
    expect(await answer(forged)).toMatchObject(failed);
    expect((await answer(mine.get(await ask()))).status).toBe(200);
  });

  test.each<[string, Departures]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://localhost:8081' }],
    ['for another site', { rpId: 'evil.example' }],
    ['of an authenticator that did not check who holds it', { isVerified: false }],
    ['for another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['of a copy, whose counter fell behind', { counter: 1 }],
  ])('does not sign in with an answer %s', async (_, departures) => {
    const { email, authenticator } = await protectedUser();
    const { browser, ask, answer } = await firstStep(email);
    expect(await answer(authenticator.get(await ask(), departures))).toMatchObject(failed);
    expect((await browser.call('GET', '/api/v1/me')).status).toBe(401);
  });

  test('answers a challenge once, on whichever replica, and for the step it was asked for', async () => {
    const { browser, email, authenticator } = await protectedUser();
    const { ask, answer } = await firstStep(email);
    const passkey = authenticator.get(await ask());
    const both = await Promise.all([answer(passkey), answer(passkey, browserOf(replica))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect(await answer(passkey)).toMatchObject(failed);
    // The challenge of a sign-in does not step a session up, and an older challenge is over.
    const step = (signed: object) => browser.call('POST', '/api/v1/me/step-up', { passkey: signed });
    expect(await step(authenticator.get(await ask()))).toMatchObject(failed);
    const older = (await browser.call('POST', '/api/v1/me/step-up/passkey')).body.options;
    const { options } = (await browser.call('POST', '/api/v1/me/step-up/passkey')).body;
    expect(await step(authenticator.get(older))).toMatchObject(failed);
    expect(await step(authenticator.get(options))).toMatchObject(failed);
  });

  test('steps a session up before a dangerous action, and a stolen session registers none of its own', async () => {
    const before = await user('admin');
    const stolen = browserOf();
    expect((await stolen.signIn(before.email)).status).toBe(200);
    const authenticator = new SoftwareAuthenticator(origin);
    expect((await add(before, authenticator)).status).toBe(201);
    const needed = { status: 403, body: { code: 'step_up_needed' } };
    for (const [method, path] of [
      ['POST', `${own}/registration`],
      ['POST', own],
      ['DELETE', `${own}/${authenticator.id}`],
      ['POST', '/api/v1/me/second-factor'],
      ['POST', '/api/v1/api-keys'],
    ] as const)
      expect([path, await stolen.call(method, path, method === 'POST' ? newKey : undefined)]).toMatchObject([
        path,
        needed,
      ]);
    const { options } = (await stolen.call('POST', '/api/v1/me/step-up/passkey')).body;
    expect((await stolen.call('POST', '/api/v1/me/step-up', { passkey: authenticator.get(options) })).status).toBe(204);
    expect((await stolen.call('POST', '/api/v1/api-keys', newKey)).status).toBe(201);
  });

  test('takes the place of a code for new recovery codes and for removing the second factor', async () => {
    const { browser, email, authenticator, recoveryCodes } = await protectedUser();
    const signed = async () =>
      authenticator.get((await browser.call('POST', '/api/v1/me/step-up/passkey')).body.options);
    const factor = '/api/v1/me/second-factor';
    const renewed = await browser.call('POST', `${factor}/recovery-codes`, { passkey: await signed() });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await browser.call('POST', `${factor}/remove`, { code: recoveryCodes[0] })).status).toBe(401);
    const two = { code: renewed.body.recoveryCodes[0], passkey: await signed() };
    for (const input of [{}, two]) expect((await browser.call('POST', `${factor}/remove`, input)).status).toBe(400);
    expect((await browser.call('POST', `${factor}/remove`, { passkey: await signed() })).status).toBe(204);
    expect((await browserOf().signIn(email)).status).toBe(200);
  });

  test('cannot be tried without end', async () => {
    const { email, authenticator } = await protectedUser();
    const { ask, answer } = await firstStep(email);
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await answer(authenticator.get(await ask(), { counter: 1 }))).status).toBe(401);
    expect((await answer(authenticator.get(await ask()))).status).toBe(429);
  });

  test('leaves the event store with neither challenges nor answers in it', async () => {
    const { browser, authenticator } = await protectedUser();
    const store = new EventStoreDb(engines.eventStore.url);
    const events = await store.read(`user-${browser.id}`).finally(() => store.close());
    expect(events.at(-1)).toMatchObject({
      type: 'PasskeyRegistered',
      data: {
        userId: browser.id,
        passkeyId: authenticator.id,
        name: 'Laptop',
        publicKey: expect.stringMatching(/^[\w-]+$/),
        counter: 1,
        transports: ['usb'],
        digests: expect.any(Array),
        actor: { id: browser.id },
        at: expect.any(String),
      },
    });
    expect(Object.keys(events.at(-1)!.data as object)).toHaveLength(9);
  });
});
