import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Locator, Page } from 'playwright-core';
import { TestBrowser } from '../../testing/browser.js';
import { TestPlatform, type ToolClient } from '../../testing/platform.js';
import { versionServer } from '../../testing/server-repositories.js';

let platform: TestPlatform;
let browser: TestBrowser;
let client: ToolClient;
let server: any;

const hostile = '<img src=x onerror=alert(1)> \u001b[31mred \u202Egnp.exe';
const calls = 34;
/** A page is inspected in four looks, which takes time. */
const inspectedMs = 180_000;

beforeAll(async () => {
  platform = await TestPlatform.start();
  browser = await TestBrowser.start(platform);
  // Containers start and stop while pages are open, and Chromium sees their networks as changes of its own.
  browser.tolerate(/ERR_NETWORK_CHANGED/);
  server = await platform.createServer('Weather');
  const sha = await platform.repository(server).commitAndPush('First', versionServer({ version: hostile }));
  await platform.deployment(server.id, ['live'], sha);
  client = await platform.legacyClient(server.slug);
  for (let n = 0; n < calls; n++) await client.callTool({ name: 'version', arguments: { n, hostile } });
  await client.callTool({ name: hostile }).catch(() => undefined);
  await eventually(async () => (await platform.ok('GET', '/activity/stats')).totalCalls === calls + 1);
  await browser.cookie('admin');
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 120_000);

afterEach(() => expect(browser.problems()).toEqual([]));

const rows = (page: Page) => page.getByRole('table', { name: 'Tool calls' }).locator('tbody > tr:not([aria-hidden])');
const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`).innerText();
const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

describe('the activity of the organisation', () => {
  test(
    'shows four figures, both charts, and calls with server, tool, user, source, latency and status',
    async () => {
      const page = await browser.openAs('admin', '/activity');
      await page.getByRole('columnheader', { name: 'Latency' }).waitFor();
      for (const title of ['Time', 'Server', 'Tool', 'User', 'Source', 'Status'])
        expect(await page.getByRole('columnheader', { name: title }).isVisible()).toBe(true);
      await eventually(async () => (await figure(page, 'Total calls')) === String(calls + 1));
      expect([await figure(page, 'Unique users'), await figure(page, 'Error rate')]).toEqual(['1', '2.9 %']);
      expect(await figure(page, 'Average latency')).toMatch(/ms|s$/);
      await page.getByRole('img', { name: /^Calls over time.*34 success.*1 error/ }).waitFor();
      await page.getByRole('img', { name: /P25 .*P85 .*P95 / }).waitFor();
      await eventually(async () => (await rows(page).count()) === 30);
      // The browser of the tests is British.
      expect(await page.getByRole('table').locator('time').first().getAttribute('aria-label')).toMatch(
        /, \d{1,2} [A-Z][a-z]+ \d{4}/,
      );
      expect(await browser.inspect(page, 'activity')).toEqual([]);
      await page.context().close();
    },
    inspectedMs,
  );

  test('keeps filters and pages in the URL, over a reload and back', async () => {
    const page = await browser.openAs('admin', '/activity');
    await page.getByRole('button', { name: 'Next' }).click();
    await eventually(async () => (await rows(page).count()) === calls + 1 - 30);
    expect(param(page, 'after')).toBeTruthy();
    await page.reload();
    await eventually(async () => (await rows(page).count()) === calls + 1 - 30);
    await page.goBack();
    await eventually(async () => (await rows(page).count()) === 30);
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Error' }).click();
    await eventually(async () => (await rows(page).count()) === 1 && (await figure(page, 'Total calls')) === '1');
    expect(param(page, 'status')).toBe('error');
    await page.getByRole('combobox', { name: 'Time', exact: true }).click();
    await page.getByRole('option', { name: 'Last 7 days' }).click();
    await eventually(() => param(page, 'range') === '7d');
    await page.getByRole('img', { name: /^Calls over time.* 1 error/ }).waitFor();
    await page.context().close();
  });

  test('a click on a bar selects its time, and a button returns', async () => {
    const page = await browser.openAs('admin', '/activity');
    const plot = page.getByRole('img', { name: /^Calls over time/ }).locator('.u-over');
    await plot.waitFor();
    const { width, height } = (await plot.boundingBox())!;
    await plot.click({ position: { x: width - 3, y: height / 2 } });
    await eventually(() => param(page, 'range') === 'custom');
    expect(Date.parse(param(page, 'to')!) - Date.parse(param(page, 'from')!)).toBe(15 * 60_000);
    for (const name of ['From', 'To']) {
      const field = page.getByLabel(name, { exact: true });
      expect(await field.inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
      // Date, time and the button of the picker need about 190 px.
      expect((await field.boundingBox())!.width).toBeGreaterThan(200);
    }
    await page.getByRole('button', { name: 'Last 24 hours' }).click();
    await eventually(() => param(page, 'range') === null);
    await page.context().close();
  });

  test(
    'a row opens to input and output, always as text, and to the error in a red box',
    async () => {
      const page = await browser.openAs('admin', '/activity');
      await page.getByRole('button', { name: 'Details of version' }).first().click();
      await page.getByRole('group', { name: 'output' }).getByText('<img src=x onerror=alert(1)>').waitFor();
      await page.getByRole('group', { name: 'input' }).getByText('"hostile"').waitFor();
      expect(await page.locator('main img').count()).toBe(0);
      expect(await page.getByRole('group', { name: 'output' }).getByText('U+202E').getAttribute('title')).toBe(
        'right-to-left override',
      );
      await page.getByRole('button', { name: 'Copy output' }).click();
      await page.getByText('Copied').first().waitFor();
      await page.getByRole('button', { name: /^Details of <img/ }).click();
      await page.getByRole('alert').first().waitFor();
      expect(await browser.inspect(page, 'activity-call')).toEqual([]);
      await page.context().close();
    },
    inspectedMs,
  );

  test('new calls are announced and do not move the rows; a running call ends in its row', async () => {
    const page = await browser.openAs('admin', '/activity');
    await eventually(async () => (await rows(page).count()) === 30);
    const before = await rows(page).allInnerTexts();
    const caller = await platform.legacyClient(server.slug);
    const running = caller.callTool({ name: 'never' }).catch(() => undefined);
    const show = page.getByRole('button', { name: /^Show 1 new call, in progress/ });
    await show.waitFor();
    expect((await rows(page).allInnerTexts()).map((text) => text.replace(/.*ago|just now/, ''))).toEqual(
      before.map((text) => text.replace(/.*ago|just now/, '')),
    );
    await show.click();
    const row = rows(page).filter({ hasText: 'never' });
    await row.getByText('In progress').waitFor();
    await row.getByRole('timer').waitFor();
    await caller.close();
    await running;
    await row.getByText('In progress').waitFor({ state: 'detached', timeout: 30_000 });
    await page.context().close();
  });

  test('a cancelled call is no error, and has a status of its own', async () => {
    const page = await browser.openAs('admin', '/activity?status=cancelled');
    await eventually(async () => (await rows(page).count()) === 1 && (await figure(page, 'Total calls')) === '1');
    expect(await figure(page, 'Error rate')).toBe('–');
    await rows(page).getByText('Cancelled', { exact: true }).waitFor();
    await page.getByRole('img', { name: /^Calls over time.* 1 cancelled.* 0 error/ }).waitFor();
    await page.getByRole('button', { name: 'Details of never' }).click();
    await page.getByText('The call has no output.').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Needs sign-in' }).click();
    await page.getByText('No calls match').waitFor();
    await page.context().close();
  });

  test('the files have the calls of the filter and no others, in each format', async () => {
    const page = await browser.openAs('admin', '/activity?status=success');
    const fileOf = async (link: Locator) => (await page.request.get((await link.getAttribute('href'))!)).text();
    const csv = () => fileOf(page.getByRole('link', { name: 'Export CSV' }));
    await rows(page).first().waitFor();
    expect((await csv()).trim().split(/\r?\n/)).toHaveLength(1 + calls);
    await page.goto('/activity?status=error');
    await eventually(async () => (await rows(page).count()) === 1);
    expect(await csv()).toContain('img src=x');
    expect((await csv()).trim().split(/\r?\n/)).toHaveLength(2);
    await page.getByRole('button', { name: 'Other formats' }).click();
    expect(await fileOf(page.getByRole('menuitem', { name: 'CSV for Excel' }))).toBe(`\uFEFF${await csv()}`);
    const lines = (await fileOf(page.getByRole('menuitem', { name: 'NDJSON' }))).trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!).tool).toContain('img src=x');
    await page.context().close();
  });

  test('says when no call matches, and offers to clear the filters', async () => {
    const page = await browser.openAs('admin', '/activity?tool=unheard-of');
    await page.getByText('No calls match').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await eventually(async () => (await rows(page).count()) === 30);
    await page.context().close();
  });
});

test(
  'the activity of one server has 10 calls a page and no column for the server',
  async () => {
    const page = await browser.openAs('admin', `/servers/${server.slug}/activity`);
    await eventually(async () => (await rows(page).count()) === 10);
    expect(await page.getByRole('columnheader', { name: 'Server' }).count()).toBe(0);
    expect(await browser.inspect(page, 'server-activity')).toEqual([]);
    await page.context().close();
  },
  inspectedMs,
);

test('a member sees only their own calls', async () => {
  const page = await browser.openAs('member', '/activity?range=all');
  await page.getByText('Your own tool calls.').waitFor();
  await page.getByText('No calls yet').waitFor();
  expect(await page.getByRole('combobox', { name: 'User' }).count()).toBe(0);
  await page.context().close();
});

test(
  'the audit log has who read the payload of another user and who changed what, and filters by topic',
  async () => {
    await platform.ok('PATCH', `/servers/${server.id}`, { description: hostile });
    const page = await browser.openAs('auditor', '/audit');
    const entries = page.getByRole('table', { name: 'Audit log' }).locator('tbody > tr:not([aria-hidden])');
    await entries.first().waitFor();
    await eventually(async () => {
      await page.reload();
      await entries.first().waitFor();
      return (await entries.filter({ hasText: /description/i }).count()) > 0;
    });
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Calls of others' }).click();
    await eventually(
      async () =>
        (await entries.count()) > 0 && (await entries.allInnerTexts()).every((text) => /Ada Admin/.test(text)),
    );
    expect(param(page, 'topic')).toBe('reads');
    await page.goto('/audit?topic=servers');
    await page
      .getByRole('button', { name: /^Details: / })
      .first()
      .click();
    await page.getByRole('table', { name: 'Changes' }).getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await browser.inspect(page, 'audit')).toEqual([]);
    const csv = await page.request.get((await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href'))!);
    expect(csv.status()).toBe(200);
    await page.context().close();
    const member = await browser.openAs('member', '/audit');
    await member.getByText('Your role does not allow this').waitFor();
    await member.context().close();
  },
  inspectedMs,
);

test(
  'the health page shows what works',
  async () => {
    const page = await browser.openAs('member', '/health');
    await page.getByText('Everything works').waitFor();
    for (const name of ['Docker Engine', 'NATS', 'Event store', 'ClickHouse', 'Gateway', 'Identity'])
      await page.getByRole('heading', { name }).waitFor();
    expect(await browser.inspect(page, 'health')).toEqual([]);
    await page.context().close();
  },
  inspectedMs,
);
