import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { ada, clipboardOf, TestBrowser } from '../../testing/browser.js';
import { TestPlatform } from '../../testing/platform.js';
import { dockerfile, versionServer } from '../../testing/server-repositories.js';

let platform: TestPlatform;
let browser: TestBrowser;
let server: any;

beforeAll(async () => {
  // Browsers take passkeys at names alone.
  platform = await TestPlatform.start((port) => ({ TOOLYARD_PUBLIC_URL: `http://localhost:${port}` }));
  browser = await TestBrowser.start(platform);
  server = await platform.createServer('Weather');
  await platform
    .repository(server)
    .commitAndPush('The first version', { ...versionServer(), Dockerfile: dockerfile() });
  await platform.deployment(server.id, ['live']);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 120_000);

afterEach(() => expect(browser.problems()).toEqual([]));

describe('users', () => {
  test('are invited with a link that is shown once, change roles, are deleted once their name is typed', async () => {
    const page = await browser.openAs('admin', '/users');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill('grace@example.com');
    await page.getByRole('radio', { name: 'Developer' }).check();
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('button', { name: 'Create the link' }).click();
    await page.getByRole('button', { name: 'Copy invitation link' }).click();
    const link = await clipboardOf(page, /#token=/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('tab', { name: 'Invitations (1)' }).click();
    await page.getByText('grace@example.com').waitFor();
    expect(await page.content()).not.toContain(new URL(link).hash);

    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token')!;
    expect(
      (
        await platform.api(
          'POST',
          `/invitations/${token}/accept`,
          { name: 'Grace <b>H</b>', password: ada.password },
          null,
        )
      ).status,
    ).toBe(201);
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'Grace <b>H</b>' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Auditor' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The account is saved.').waitFor();
    expect(new URL(page.url()).searchParams.get('user')).toMatch(/^usr_/);

    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    const asked = page.getByRole('dialog', { name: 'Delete this account?' });
    const confirm = asked.getByRole('button', { name: 'Delete' });
    expect(await confirm.isDisabled()).toBe(true);
    await asked.getByRole('textbox').fill('Grace <b>H</b>');
    await confirm.click();
    await page.getByRole('button', { name: 'Grace <b>H</b>' }).waitFor({ state: 'detached' });
    expect((await platform.ok('GET', '/users?search=grace')).items).toEqual([]);
  });

  test('the list keeps its search in the URL and has no violation that axe finds', async () => {
    const page = await browser.openAs('admin', '/users?search=ada');
    await page.getByRole('button', { name: ada.name, exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Search name or e-mail' }).inputValue()).toBe('ada');
    await page.getByRole('textbox', { name: 'Search name or e-mail' }).fill('');
    await page.getByText('Service account').first().waitFor();
    expect(await browser.inspect(page, 'users')).toEqual([]);
  });

  test('the last admin learns why they cannot step down, and the form keeps the chosen role', async () => {
    browser.tolerate(/status of 409/);
    await platform.ok('POST', '/service-accounts', { name: 'Robot', role: 'member' });
    const page = await browser.openAs('admin', '/users?search=ada');
    await page.getByRole('button', { name: ada.name, exact: true }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Member' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('last_admin').waitFor();
    expect(await page.getByRole('dialog').getByRole('radio', { name: 'Member' }).isChecked()).toBe(true);
  });

  test('a user without the right learns whom to ask', async () => {
    const page = await browser.openAs('member', '/users');
    await page.getByText('Your role does not allow this').waitFor();
    expect(await browser.inspect(page, 'no-right')).toEqual([]);
  });
});

describe('permission groups', () => {
  test('allow and deny single tools, from the next call on', async () => {
    // A new name each time, so that the test can run again.
    const name = `Forecasters ${randomBytes(3).toString('hex')}`;
    const page = await browser.openAs('admin', '/groups');
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByRole('button', { name: /^Weather/ }).click();
    const [tool, ...others] = (await platform.ok('GET', `/servers/${server.id}/tools`)).items.map(
      ({ name }: { name: string }) => name,
    );
    await page.getByRole('checkbox', { name: tool, exact: true }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText(`1 of ${others.length + 1} tools; new tools denied`)
      .first()
      .waitFor();
    expect(await browser.inspect(page, 'group')).toEqual([]);
    const group = (await platform.ok('GET', '/groups')).items.find((each) => each.name === name);
    expect(group?.servers).toEqual({ [server.id]: { access: 'only', tools: [tool] } });
  });

  test('the default group can be changed but not deleted', async () => {
    const page = await browser.openAs('admin', '/groups');
    await page.getByRole('link', { name: 'Everyone' }).waitFor();
    expect(await browser.inspect(page, 'groups')).toEqual([]);
    await page.getByRole('link', { name: 'Everyone' }).click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('cannot be deleted').waitFor();
  });

  test('the matrix stays usable with 200 servers', async () => {
    for (let i = 0; i < 200; i += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          platform.ok('POST', '/servers', {
            name: `Fleet ${String(i + n).padStart(3, '0')}`,
            source: { provider: 'git' },
            auth: { method: 'none' },
          }),
        ),
      );
    }
    const group = await platform.ok('POST', '/groups', { name: 'Fleet crew', defaultAccess: 'none' });
    const page = await browser.openAs('admin', `/groups/${group.id}`);
    await page.getByRole('button', { name: /^Fleet 000/ }).waitFor();
    expect(
      await page.getByRole('list', { name: 'What the group may call, by server' }).getByRole('listitem').count(),
    ).toBe(20);
    await page.getByRole('textbox', { name: 'Search servers' }).fill('fleet 137');
    await page.getByRole('radiogroup', { name: 'Tools of Fleet 137' }).getByText('All', { exact: true }).click();
    await page.getByText('Fleet 137: all tools.').waitFor();
    expect(new URL(page.url()).searchParams.get('server')).toBe('fleet 137');
    expect(Object.values((await platform.ok('GET', `/groups/${group.id}`)).servers)).toEqual([{ access: 'all' }]);
  });
});

describe('API keys', () => {
  test('of other accounts are not among the own ones, but under Organisation', async () => {
    const { id: serviceAccountId } = await platform.ok('POST', '/service-accounts', { name: 'Runner', role: 'member' });
    await platform.ok('POST', '/api-keys', {
      name: 'Key of Runner',
      rights: ['call'],
      servers: 'all',
      serviceAccountId,
    });
    const page = await browser.openAs('admin', '/organisation/api-keys');
    await page.getByRole('row', { name: /Key of Runner.*Runner/ }).waitFor();
    expect(await browser.inspect(page, 'organisation-api-keys')).toEqual([]);
    await page.getByRole('navigation').getByRole('link', { name: 'My API keys' }).click();
    await page.getByRole('heading', { level: 1, name: 'My API keys' }).waitFor();
    await page
      .getByRole('table')
      .locator('tbody > tr:not([aria-hidden])')
      .or(page.getByText('No API keys'))
      .first()
      .waitFor();
    expect(await page.getByText('Key of Runner').count()).toBe(0);
  });

  test('are shown once, work at once, and are refused as soon as they are revoked', async () => {
    const page = await browser.openAs('admin', '/api-keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Night job');
    await page.getByRole('checkbox', { name: 'Read' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    await page.getByRole('button', { name: 'Copy API key' }).click();
    const token = await clipboardOf(page, /^ty_/);
    await page.getByRole('button', { name: 'Done' }).click();
    expect((await platform.api('GET', '/servers', undefined, token)).status).toBe(200);
    await page.getByText('Night job').waitFor();
    expect(await page.content()).not.toContain(token);
    expect(await browser.inspect(page, 'api-keys')).toEqual([]);
    await page.getByRole('button', { name: 'Revoke Night job' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Night job');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke Night job' }).waitFor({ state: 'detached' });
    expect((await platform.api('GET', '/servers', undefined, token)).status).toBe(401);
  });
});

describe('limits', () => {
  test('are shown with how much is used, and those of the organisation to its auditors', async () => {
    const page = await browser.openAs('auditor', '/limits');
    const own = page.getByRole('table', { name: 'Limits of your account' });
    await own.getByText('api_keys_per_account').waitFor();
    const all = page.getByRole('table', { name: 'Limits of the organisation' });
    await all.getByText('servers', { exact: true }).waitFor();
    expect(await browser.inspect(page, null)).toEqual([]);
  });
});

describe('a second factor', () => {
  test('is set up with an app, and its code is then asked for after the password', async () => {
    const page = await browser.openAs('auditor', '/security');
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up a second factor' });
    const key = (await dialog.locator('code').innerText()).replaceAll(' ', '');
    // The code of the next time step is for the sign-in: each works once.
    const codeOf = (steps: number) =>
      new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + steps * 30_000 });
    expect(await browser.inspect(page, null)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(0));
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Shown only now').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 recovery codes are left.').waitFor();
    expect(await browser.inspect(page, 'security')).toEqual([]);

    const other = await browser.open('/sign-in');
    await other.getByLabel('E-mail').fill('auditor@example.com');
    await other.getByLabel('Password', { exact: true }).fill(ada.password);
    browser.tolerate(/status of 401/);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Enter a code' }).waitFor();
    expect(await browser.inspect(other, 'sign-in-code')).toEqual([]);
    await other.getByRole('textbox', { name: 'Code' }).fill(codeOf(1));
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('Auditor Person').first().waitFor({ state: 'attached' });
  }, 120_000);

  test('is a passkey as well, which signs in after the password', async () => {
    const page = await browser.openAs('admin', '/security');
    await withAuthenticator(page);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Laptop');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Shown only now').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Laptop, since').waitFor();
    expect(await browser.inspect(page, 'security-passkeys')).toEqual([]);

    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    browser.tolerate(/status of 401/);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Use your second factor' }).waitFor();
    expect(await browser.inspect(page, 'sign-in-passkey')).toEqual([]);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText(ada.name).first().waitFor({ state: 'attached' });
  }, 120_000);
});

/** Gives the page's browser an authenticator that verifies its user (WebAuthn, section 11). */
async function withAuthenticator(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('WebAuthn.enable');
  await devTools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
