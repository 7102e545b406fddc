import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Page } from 'playwright-core';
import { PageBrowser } from '../../testing/page-browser.js';
import { scriptedOrganisation } from '../../testing/scripted-organisation.js';
import { type Scripted, ScriptedPlatform } from '../../testing/scripted-platform.js';

// What the pages do with answers that a whole platform gives rarely: none, late ones, refusals, lost files.

jest.setTimeout(240_000);

let platform: ScriptedPlatform;
let browser: PageBrowser;

beforeAll(async () => {
  platform = await ScriptedPlatform.start(scriptedOrganisation());
  browser = await PageBrowser.at(platform.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

afterEach(() => expect(browser.problems()).toEqual([]));

/** Answers otherwise until `work` is done. */
async function answering(change: Record<string, Scripted>, work: () => Promise<void>): Promise<void> {
  const before = { ...platform.script };
  Object.assign(platform.script, change);
  try {
    await work();
  } finally {
    Object.assign(platform.script, before);
  }
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
const broken = { status: 503, body: { code: 'unavailable', message: 'The service analytics does not answer.' } };

describe('figures that do not come', () => {
  test('a service that hangs is named, and no figure is shown in its place', async () => {
    await answering({ 'GET /activity/stats': 'hang' }, async () => {
      const page = await browser.open('/activity');
      await page.getByText('Analytics does not answer').waitFor({ timeout: 10_000 });
      expect(await figure(page, 'Total calls').innerText()).toBe('');
      await page.context().close();
    });
  });

  test('an answer that failed is a dash with its reason, and is asked for again on request', async () => {
    browser.tolerate(/status of 503/);
    await answering({ 'GET /activity/stats': broken }, async () => {
      const page = await browser.open('/activity');
      await page.getByText('Analytics could not answer').waitFor();
      expect(await figure(page, 'Total calls').innerText()).toBe('–');
      platform.script['GET /activity/stats'] = { ...(scriptedOrganisation()['GET /activity/stats'] as object) };
      await page.getByRole('button', { name: 'Try again' }).click();
      await figure(page, 'Total calls').getByText('1,498').waitFor();
      await page.context().close();
    });
  });

  test('figures of another filter are pale until the new ones are there', async () => {
    const page = await browser.open('/activity');
    await figure(page, 'Total calls').getByText('1,498').waitFor();
    await answering({ 'GET /activity/stats': 'hang' }, async () => {
      await page.getByRole('combobox', { name: 'Time' }).click();
      await page.getByRole('option', { name: 'Last 7 days' }).click();
      await page.locator('[data-answer="stale"]').waitFor();
      await page.locator('[data-answer="hung"]').waitFor();
      await page.getByText('Analytics does not answer').waitFor();
    });
    await page.context().close();
  });
});

describe('a page whose code fails to load', () => {
  test('is loaded anew without a click, and shown when its files are there', async () => {
    browser.tolerate(/status of 404/, /Failed to load resource/);
    const page = await browser.open('/');
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    platform.missing.add('audit.page');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await eventually(() => platform.requests.filter((each) => each === 'GET /session').length > 1);
    platform.missing.clear();
    await page.goto('/audit');
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    await page.context().close();
  });
});

describe('a one-time link', () => {
  const invitation = (name: string) => ({
    email: 'new@example.com',
    role: 'developer',
    invitedBy: name,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });

  test('leaves the address bar, survives a reload, and is replaced by one that is pasted into the tab', async () => {
    const change = { 'GET /invitations/first': invitation('Ada'), 'GET /invitations/second': invitation('Grace') };
    await answering(change, async () => {
      const page = await browser.open('/invitation#token=first');
      await page.getByText('Ada invited you').waitFor();
      await eventually(() => new URL(page.url()).hash === '');
      await page.reload();
      await page.getByText('Ada invited you').waitFor();
      await page.getByRole('textbox', { name: 'Your name' }).fill('Typed for the first link');
      await page.evaluate("location.hash = 'token=second'");
      await page.getByText('Grace invited you').waitFor();
      await eventually(() => new URL(page.url()).hash === '');
      expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('');
      await page.context().close();
    });
  });
});

describe('the draft of a server', () => {
  test('is kept over a reload, without the values of its variables', async () => {
    const page = await browser.open('/servers/new');
    await page.getByLabel('Name', { exact: true }).fill('Harbour data');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Add a variable' }).click();
    await page.getByRole('textbox', { name: /^Name of variable/ }).fill('API_KEY');
    await page.getByRole('textbox', { name: /^Value of variable/ }).fill('s3cret');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Your entries are kept over a reload').waitFor();
    expect(await page.getByRole('textbox', { name: /^Name of variable/ }).inputValue()).toBe('API_KEY');
    expect(await page.getByRole('textbox', { name: /^Value of variable/ }).inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('s3cret');
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Harbour data');
    await page.context().close();
  });
});
