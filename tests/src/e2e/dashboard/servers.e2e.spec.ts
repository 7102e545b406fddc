import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Page } from 'playwright-core';
import { ada, TestBrowser } from '../../testing/browser.js';
import { TestPlatform } from '../../testing/platform.js';
import { dockerfile, versionServer } from '../../testing/server-repositories.js';

// A page is inspected in four looks, which takes time.
jest.setTimeout(180_000);

let platform: TestPlatform;
let browser: TestBrowser;

const hostile = '<img src=x onerror=alert(1)> \u202Egnp.exe';

beforeAll(async () => {
  platform = await TestPlatform.start();
  browser = await TestBrowser.start(platform);
  const [weather, tickets, , retired] = await Promise.all([
    platform.createServer('Weather'),
    platform.createServer('Ticket search'),
    platform.createServer('Payroll'),
    platform.createServer('Retired tools'),
  ]);
  await platform
    .repository(weather)
    .commitAndPush('Tell the weather', { ...versionServer(), Dockerfile: dockerfile() });
  await platform.repository(tickets).commitAndPush('Nothing to build yet', { 'README.md': 'Soon.' });
  await platform.ok('POST', `/servers/${retired.id}/disable`);
  await platform.deployment(weather.id, ['live']);
  await platform.deployment(tickets.id, ['failed']);
  await browser.cookie('admin');
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 120_000);

afterEach(() => expect(browser.problems()).toEqual([]));

const rows = (page: Page) => page.getByRole('table').getByRole('row');
const names = (page: Page) => page.getByRole('table').getByRole('link').allInnerTexts();

describe('signing in', () => {
  test('a wrong password is refused with a code and keeps the address; the right one opens the page', async () => {
    browser.tolerate(/status of 401/);
    const page = await browser.open('/activity?status=error');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await browser.inspect(page, 'sign-in')).toEqual([]);
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('sign_in_failed').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(ada.email);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/activity?status=error');
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    await page.context().close();
  });

  test('after a session ended elsewhere the next request leads to the sign-in, and back', async () => {
    browser.tolerate(/status of 401/);
    const cookie = await browser.cookie('developer');
    const page = await browser.open('/servers?search=weather', { cookie });
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    await fetch(`${platform.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie: `toolyard_session=${cookie}`, origin: platform.url },
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(page.url()).searchParams.get('returnTo')).toContain('search=weather');
    await page.context().close();
  });

  test('after signing out no page shows earlier data', async () => {
    const page = await browser.open('/', { cookie: await browser.cookie('auditor') });
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  test('an invitation becomes a signed-in account', async () => {
    const { url } = await platform.ok('POST', '/invitations', { email: 'grace@example.com', role: 'developer' });
    const page = await browser.open(url);
    await page.getByText('invited you as developer').waitFor();
    expect(await browser.inspect(page, 'invitation')).toEqual([]);
    await page.getByLabel('Your name').fill('Grace');
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Create my account' }).click();
    await page.getByRole('button', { name: 'Account of Grace' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.context().close();
  });

  test('a link for a new password shows its account, works once, and signs in', async () => {
    browser.tolerate(/status of 4\d\d/);
    const { items } = await platform.ok('GET', '/users?search=grace');
    const { url } = await platform.ok('POST', `/users/${items[0].id}/password-link`);
    const page = await browser.open(url);
    await page.getByText('grace@example.com').waitFor();
    expect(await browser.inspect(page, 'password')).toEqual([]);
    await page.getByLabel('New password', { exact: true }).fill('another horse battery staple');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('button', { name: 'Account of Grace' }).waitFor();
    await page.context().close();
    const again = await browser.open(url);
    await again.getByText('This link cannot be used').waitFor();
    await again.context().close();
  });
});

describe('the list of servers', () => {
  test('shows the status of each server as a dot: live, failing, disabled or never deployed', async () => {
    const page = await browser.openAs('admin', '/servers?deactivated=true');
    for (const [name, state] of [
      ['Weather', 'Live'],
      ['Ticket search', 'Failing'],
      ['Payroll', 'Never deployed'],
      ['Retired tools', 'Disabled'],
    ] as const) {
      await rows(page).filter({ hasText: name }).getByRole('img', { name: state }).waitFor();
    }
    expect(await browser.inspect(page, 'servers')).toEqual([]);
    await page.context().close();
  });

  test('shows name, repository, tools, creator and last update, always as text', async () => {
    await platform.createServer(hostile);
    const page = await browser.openAs('admin', '/servers');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    for (const title of ['Name', 'Repository', 'Tools', 'Creator', 'Last updated'])
      expect(await page.getByRole('columnheader', { name: title }).isVisible()).toBe(true);
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.getByText('U+202E').getAttribute('title')).toBe('right-to-left override');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.context().close();
  });

  test('keeps search and filters in the URL, over a reload', async () => {
    const page = await browser.openAs('admin', '/servers');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ticket');
    await eventually(async () => (await names(page)).join() === 'Ticket search');
    expect(new URL(page.url()).search).toBe('?search=ticket');
    await page.reload();
    await eventually(async () => (await names(page)).join() === 'Ticket search');
    await page.getByLabel('My servers only').click();
    await page.getByText('No server matches').waitFor();
    expect(new URL(page.url()).searchParams.get('mine')).toBe('true');
    await page.context().close();
  });

  test('follows changes of a server without a reload', async () => {
    const page = await browser.openAs('admin', '/servers');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    const before = await rows(page).count();
    const created = await platform.createServer('Born while watched');
    await page.getByRole('link', { name: 'Born while watched' }).waitFor();
    expect(await rows(page).count()).toBe(before + 1);
    await platform.ok('POST', `/servers/${created.id}/disable`);
    await page.getByRole('link', { name: 'Born while watched' }).waitFor({ state: 'detached' });
    await page.getByLabel('Show deactivated').click();
    await rows(page).filter({ hasText: 'Born while watched' }).getByRole('img', { name: 'Disabled' }).waitFor();
    await page.context().close();
  });

  test('opens a server by a click anywhere in its row, and has pages', async () => {
    for (let i = 0; i < 31; i++) await platform.createServer(`Many ${i}`);
    const page = await browser.openAs('admin', '/servers?search=many');
    await page.getByRole('link', { name: 'Many 30' }).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Many 0', exact: true }).waitFor();
    await page.reload();
    await eventually(async () => (await names(page)).join() === 'Many 0');
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByRole('link', { name: 'Many 30' }).waitFor();
    await rows(page)
      .filter({ hasText: 'Many 30' })
      .getByText('never')
      .or(rows(page).filter({ hasText: 'Many 30' }).locator('td').nth(2))
      .first()
      .click();
    await page.waitForURL('**/servers/many-30/overview');
    await page.context().close();
  });

  test('does not offer what the role may not do', async () => {
    const page = await browser.openAs('member', '/servers?search=weather');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    expect(await page.getByRole('link', { name: 'Create server' }).count()).toBe(0);
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Users' }).count()).toBe(0);
    await page.goto('/servers/new');
    await page.getByText('Your role does not allow this').waitFor();
    expect(await browser.inspect(page, 'no-right')).toEqual([]);
    await page.context().close();
  });
});

describe('creating a server', () => {
  test('shows every problem at its field, and the review has all entries with edit buttons', async () => {
    const page = await browser.openAs('admin', '/servers/new');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Enter a name').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Issue tracker');
    await page.getByText('GitHub', { exact: true }).click();
    await page.getByText('GitHub is not connected to this Toolyard').waitFor();
    await page.getByText('Built-in git remote', { exact: true }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('API key / credentials').click();
    await page.getByLabel('Variable name').fill('TRACKER_KEY');
    await page.getByLabel('Label', { exact: true }).fill('Key of the tracker');
    await page.getByRole('button', { name: 'Add a variable' }).click();
    await page.getByLabel('Name of variable 1').fill('TOOLYARD_SECRET');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Names that begin with TOOLYARD_ are reserved').waitFor();
    expect(await browser.inspect(page, 'create-server-access')).toEqual([]);
    await page.getByLabel('Name of variable 1').fill('REGION');
    await page.getByLabel('Value of variable 1', { exact: true }).fill('eu');
    await page.getByRole('button', { name: 'Continue' }).click();
    const review = page.getByRole('region', { name: 'Authentication' });
    await review.getByText('Key of the tracker (secret)').waitFor();
    await page.getByText('issue-tracker (new)').waitFor();
    await page.getByText('With a number behind it where another account has a repository of this name.').waitFor();
    expect(await browser.inspect(page, 'create-server-review')).toEqual([]);
    await review.getByRole('button', { name: 'Edit authentication' }).click();
    expect(await page.getByLabel('Variable name').inputValue()).toBe('TRACKER_KEY');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'First steps with Issue tracker' }).waitFor();
    const [server] = (await platform.ok('GET', '/servers?slug=issue-tracker')).items;
    expect(server!.auth).toEqual({
      method: 'credentials',
      fields: [{ name: 'TRACKER_KEY', label: 'Key of the tracker', secret: true }],
    });
    expect(
      (await platform.ok('GET', `/servers/${server!.id}/variables`)).items.map(({ name }: { name: string }) => name),
    ).toEqual(['REGION']);
    await page.context().close();
  });

  test('a refusal is shown with its code and keeps everything that was entered', async () => {
    browser.tolerate(/status of 409/);
    const page = await browser.openAs('admin', '/servers/new');
    await page.getByLabel('Name', { exact: true }).fill('Weather');
    await page.getByLabel('Description').fill('The second of that name');
    for (const button of ['Continue', 'Continue', 'Create'])
      await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('alert').getByText('slug_taken').waitFor();
    await page.getByRole('button', { name: 'Edit basic info' }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('The second of that name');
    await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click();
    const asked = page.getByRole('dialog', { name: 'Leave without creating the server?' });
    await asked.getByRole('button', { name: 'Stay' }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('The second of that name');
    await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click();
    await asked.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
    await page.context().close();
  });
});

test('a first deployment does not promise that a live one stays', async () => {
  const page = await browser.openAs('admin', '/servers/ticket-search/overview');
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
  await page.getByText('It gets traffic only when it answers.').waitFor();
  expect(await page.getByText('the live deployment stays').count()).toBe(0);
  await page.context().close();
});

test('a repository of another account is refused at its field, with the sentence of the platform', async () => {
  browser.tolerate(/status of 409/);
  const page = await browser.openAs('developer', '/servers/new');
  await page.getByLabel('Name', { exact: true }).fill('Second weather');
  await page.getByLabel('Repository name').fill('weather');
  for (const button of ['Continue', 'Continue', 'Create'])
    await page.getByRole('button', { name: button, exact: true }).click();
  await page.locator('[aria-invalid="true"]').waitFor();
  await page.getByText('belongs to another account').first().waitFor();
  expect(await page.locator('[aria-invalid="true"]').inputValue()).toBe('weather');
  await page.context().close();
});

describe('on every page', () => {
  test('the keyboard goes to pages, help and the command palette, which finds servers by name', async () => {
    const page = await browser.openAs('admin', '/servers?search=weather');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await browser.inspect(page, 'help')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { level: 1, name: 'Source connections' }).waitFor();
    expect(await browser.inspect(page, 'sources')).toEqual([]);
    const search = page
      .getByRole('dialog')
      .getByRole('textbox')
      .or(page.getByRole('dialog').getByRole('combobox'))
      .first();
    const found = page.getByRole('dialog').getByText('Ticket search').first();
    await page.keyboard.press('Control+k');
    await search.fill('ticket');
    await found.waitFor();
    expect(await browser.inspect(page, 'palette')).toEqual([]);
    await page.keyboard.press('Escape');
    await search.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await search.fill('');
    await search.fill('ticket');
    await found.waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/servers/ticket-search/overview');
    await page.context().close();
  });

  test('the loss of the platform is shown, and its return needs no reload', async () => {
    browser.tolerate(
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_NETWORK|status of 50\d|net::ERR/,
    );
    const page = await browser.openAs('admin', '/servers?search=weather');
    await page.getByRole('link', { name: 'Weather' }).waitFor();
    await page.evaluate('globalThis.notReloaded = true');
    const killed = platform.kill('gateway');
    await page.getByText('The platform does not answer').first().waitFor();
    await killed;
    await page.getByText('The platform does not answer').first().waitFor({ state: 'detached' });
    await platform.createServer('Weather afterwards');
    await page.getByRole('link', { name: 'Weather afterwards' }).waitFor();
    expect(await page.evaluate('globalThis.notReloaded')).toBe(true);
    await page.context().close();
  });

  test('an unknown address has a page that says so', async () => {
    const page = await browser.openAs('admin', '/nothing/here');
    await page.getByText('There is no page at this address').waitFor();
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.context().close();
  });
});
