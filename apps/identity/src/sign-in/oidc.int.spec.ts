import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, type RunningService, startEngines } from '@toolyard/service/testing';
import { Browser, goodPassword, person, publicUrl } from '../testing/browser.js';
import { type TestOidcProvider, startTestOidcProvider } from '../testing/oidc-provider.js';

let engines: Engines;
let identity: RunningService;
let outside: TestOidcProvider;

beforeAll(async () => {
  outside = await startTestOidcProvider();
  engines = await startEngines({ identity: true });
  identity = await engines.service('identity', environment());
}, 60_000);

afterAll(async () => {
  await engines?.stop();
  await outside?.stop();
});

const environment = (about: Record<string, string> = {}) => ({
  TOOLYARD_OIDC_ISSUER: outside.issuer,
  TOOLYARD_OIDC_CLIENT_ID: outside.clientId,
  TOOLYARD_OIDC_CLIENT_SECRET: outside.clientSecret,
  TOOLYARD_OIDC_NAME: 'Example SSO',
  TOOLYARD_OIDC_GROUPS_CLAIM: 'groups',
  TOOLYARD_OIDC_ALLOWED_DOMAINS: 'Example.org',
  ...about,
});

let unique = 0;
const newSubject = (about: Record<string, unknown> = {}) => {
  const subject = `subject-${++unique}`;
  outside.people.set(subject, {
    name: `Person ${unique}`,
    email: `${subject}@example.org`,
    email_verified: true,
    ...about,
  });
  return subject;
};

/** The browser's own cookie for the way there and back. */
async function begin(browser: Browser, returnTo = '/'): Promise<{ there: string; journey: string }> {
  const answer = await redirect(browser, `/api/v1/sign-in/oidc?${new URLSearchParams({ returnTo }).toString()}`);
  return {
    there: answer.location,
    journey: answer.setCookie.find((set) => set.startsWith('toolyard_sign_in='))!.split(';', 1)[0]!,
  };
}

async function redirect(browser: Browser, path: string, cookie?: string) {
  const response = await fetch(identity.url + path, {
    redirect: 'manual',
    headers: cookie === undefined ? {} : { Cookie: cookie },
  });
  const setCookie = response.headers.getSetCookie();
  const session = setCookie.find((set) => set.startsWith('toolyard_session='));
  if (session) browser.cookie = session.split(';', 1)[0];
  return { status: response.status, location: response.headers.get('location') ?? '', setCookie };
}

async function signIn(subject: string, returnTo = '/'): Promise<{ browser: Browser; location: string }> {
  outside.signsIn = subject;
  const browser = new Browser(identity);
  const { there, journey } = await begin(browser, returnTo);
  const back = await outside.visit(there);
  const { location } = await redirect(browser, back.pathname + back.search, journey);
  return { browser, location };
}

const me = async (browser: Browser) => (await browser.call('GET', '/api/v1/me')).body;

describe('signing in at an outside provider', () => {
  test('is offered by its name, with PKCE, state and nonce, and a cookie that scripts cannot read', async () => {
    expect((await new Browser(identity).call('GET', '/api/v1/session')).body.signIn).toEqual({
      password: true,
      oidc: { name: 'Example SSO' },
    });
    const { location, setCookie } = await redirect(new Browser(identity), '/api/v1/sign-in/oidc');
    const query = new URL(location).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      code_challenge_method: 'S256',
      response_type: 'code',
      redirect_uri: `${publicUrl}/api/v1/sign-in/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).toMatch(/^[\w-]{43}$/);
    expect(setCookie[0]).toMatch(/; Max-Age=600; Path=\/api\/v1\/sign-in\/oidc; HttpOnly; SameSite=Lax$/);
    expect(setCookie[0]).not.toContain(query.get('state'));
  });

  test('makes an account on the first time, with the default role, and finds it on the next', async () => {
    const subject = newSubject({ name: 'Grace Hopper' });
    const first = await signIn(subject, '/servers?mine=true');
    expect(first.location).toBe(`${publicUrl}/servers?mine=true`);
    const account = await me(first.browser);
    expect(account).toMatchObject({
      name: 'Grace Hopper',
      role: 'member',
      email: `${subject}@example.org`,
      hasPassword: false,
    });
    expect(await me((await signIn(subject)).browser)).toMatchObject({ id: account.id });
    expect((await identity.call('GET', `/api/v1/users/${account.id}`)).body).toMatchObject({ provider: 'oidc' });
    expect((await new Browser(identity).signIn(account.email, '')).status).toBe(401);
  });

  test('makes no account for a stranger at the provider, unless a claimed group exists here', async () => {
    const stranger = { email: `${newSubject()}@elsewhere.example`, groups: ['Strangers'] };
    for (const email of [stranger.email, 'eve@example.org.evil.example', 'eve@sub.example.org']) {
      const { browser, location } = await signIn(newSubject({ ...stranger, email }));
      expect([browser.cookie, location]).toEqual([undefined, `${publicUrl}/sign-in?error=sign_in_failed`]);
    }
    await identity.call('POST', '/api/v1/groups', { name: 'Strangers' });
    expect(await me((await signIn(newSubject(stranger))).browser)).toMatchObject({ role: 'member' });
  });

  test('leads to an account that has the address already, when the provider says that it is theirs', async () => {
    const ada = await person(identity, 'developer', 'ada@example.org');
    expect(await me((await signIn(newSubject({ email: 'ADA@example.org' }))).browser)).toMatchObject({
      id: ada.id,
      role: 'developer',
    });
    // The password still works, and another person there with the same address is not let in.
    expect((await new Browser(identity).signIn('ada@example.org')).status).toBe(200);
    const { browser, location } = await signIn(newSubject({ email: 'ada@example.org' }));
    expect([browser.cookie, location]).toEqual([undefined, `${publicUrl}/sign-in?error=conflict`]);
  });

  test('leads to no account by an address that the provider does not confirm', async () => {
    const bob = await person(identity, 'admin', 'bob@example.org');
    for (const claims of [
      { email: 'bob@example.org', email_verified: false },
      { email: 'bob@example.org', email_verified: undefined },
      { email: undefined },
    ]) {
      const { browser, location } = await signIn(newSubject(claims));
      expect([browser.cookie, location]).toEqual([undefined, `${publicUrl}/sign-in?error=sign_in_failed`]);
    }
    expect((await identity.call('GET', `/api/v1/users/${bob.id}`)).body).toMatchObject({
      email: 'bob@example.org',
      status: 'active',
    });
  });

  test('accepts the invitation of its address', async () => {
    const subject = newSubject();
    await identity.call('POST', '/api/v1/invitations', { email: `${subject}@example.org`, role: 'auditor' });
    expect(await me((await signIn(subject)).browser)).toMatchObject({ role: 'auditor' });
    expect((await identity.call('GET', '/api/v1/invitations')).text).not.toContain(subject);
  });

  test('is refused to an account that is disabled', async () => {
    const subject = newSubject();
    const { id } = await me((await signIn(subject)).browser);
    await identity.call('PATCH', `/api/v1/users/${id}`, { status: 'disabled' });
    expect((await signIn(subject)).location).toBe(`${publicUrl}/sign-in?error=sign_in_failed`);
  });

  test('follows the claimed groups at each time by name, and leaves alone what was set by hand', async () => {
    const [sales, support, manual] = await Promise.all(
      ['Sales', 'Support', 'By hand'].map(
        async (name) => (await identity.call('POST', '/api/v1/groups', { name })).body.id as string,
      ),
    );
    const subject = newSubject({ groups: ['sales', 'unknown'] });
    const names = async () =>
      (await me((await signIn(subject)).browser)).groups.map((group: { name: string }) => group.name);
    expect(await names()).toEqual(['Everyone', 'Sales']);
    const { id } = await me((await signIn(subject)).browser);
    await identity.call('PUT', `/api/v1/groups/${manual}/members/${id}`);
    outside.people.get(subject)!['groups'] = ['Support', 'By hand'];
    expect(await names()).toEqual(['Everyone', 'By hand', 'Support']);
    outside.people.get(subject)!['groups'] = [];
    expect(await names()).toEqual(['Everyone', 'By hand']);
    expect([sales, support]).toHaveLength(2);
  });
});

describe('an attacker', () => {
  test('cannot make a browser come back from a sign-in it did not begin', async () => {
    outside.signsIn = newSubject();
    const { there, journey } = await begin(new Browser(identity));
    const back = await outside.visit(there);
    const victim = new Browser(identity);
    expect((await redirect(victim, back.pathname + back.search)).location).toBe(
      `${publicUrl}/sign-in?error=sign_in_failed`,
    );
    const own = await begin(victim);
    expect((await redirect(victim, back.pathname + back.search, own.journey)).location).toBe(
      `${publicUrl}/sign-in?error=sign_in_failed`,
    );
    expect((await redirect(victim, back.pathname + back.search, `${journey.slice(0, -4)}AAAA`)).location).toBe(
      `${publicUrl}/sign-in?error=sign_in_failed`,
    );
    expect(victim.cookie).toBeUndefined();
  });

  test('cannot use a code twice', async () => {
    outside.signsIn = newSubject();
    const { there, journey } = await begin(new Browser(identity));
    const back = await outside.visit(there);
    const [first, second] = [new Browser(identity), new Browser(identity)];
    expect((await redirect(first, back.pathname + back.search, journey)).location).toBe(`${publicUrl}/`);
    expect((await redirect(second, back.pathname + back.search, journey)).location).toBe(
      `${publicUrl}/sign-in?error=sign_in_failed`,
    );
    expect(second.cookie).toBeUndefined();
  });

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/.//evil.example'])(
    'leads to no other origin with returnTo %s',
    async (returnTo) => {
      expect(new URL((await signIn(newSubject(), returnTo)).location).origin).toBe(publicUrl);
    },
  );
});

test('only those who are expected come in where no role is the default', async () => {
  const strict = await engines.service('identity', environment({ TOOLYARD_OIDC_DEFAULT_ROLE: 'none' }));
  const before = identity;
  identity = strict;
  try {
    expect((await signIn(newSubject())).location).toBe(`${publicUrl}/sign-in?error=sign_in_failed`);
    await person(strict, 'member', 'expected@example.org');
    expect((await signIn(newSubject({ email: 'expected@example.org' }))).location).toBe(`${publicUrl}/`);
  } finally {
    identity = before;
    await strict.stop();
  }
}, 60_000);

test('a provider that is away does not stop people from signing in with a password', async () => {
  const away = await engines.service('identity', environment({ TOOLYARD_OIDC_ISSUER: 'http://127.0.0.1:9' }));
  const carol = await person(away, 'member', 'carol@example.org');
  expect((await new Browser(away).signIn(carol.email, goodPassword)).status).toBe(200);
  expect(await new Browser(away).call('GET', '/api/v1/sign-in/oidc')).toMatchObject({
    status: 503,
    body: { code: 'unavailable' },
  });
  await away.stop();
}, 60_000);
