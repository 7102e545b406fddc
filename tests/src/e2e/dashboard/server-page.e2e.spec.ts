import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type ScriptedTool, serverFiles } from '@toolyard/mcp/testing';
import { eventually } from '@toolyard/service/testing';
import { clipboardOf, TestBrowser } from '../../testing/browser.js';
import { TestPlatform } from '../../testing/platform.js';
import { dockerfile } from '../../testing/server-repositories.js';

const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';

const forecast = (days: number): ScriptedTool => ({
  name: 'forecast',
  title: 'Weather forecast',
  description: `Says what the weather will be.\n\nUp to ${days} days ahead.`,
  annotations: { readOnlyHint: true },
  inputSchema: {
    type: 'object',
    required: ['place'],
    properties: {
      place: { type: 'string', description: 'City or coordinates' },
      days: { type: 'integer', minimum: 1, maximum: days, default: 3 },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      range: { type: 'object', properties: { from: { type: 'string' } } },
      tags: { type: 'array', items: { type: 'string' } },
    },
  },
});
const report: ScriptedTool = { name: 'old_report', description: 'The report of old' };
const others: ScriptedTool[] = [
  {
    name: 'radar',
    description: 'A picture',
    answer: {
      content: [
        { type: 'image', mimeType: 'image/png', data: picture },
        { type: 'resource_link', uri: 'https://example.com/radar', name: 'Radar' },
      ],
    },
  },
  {
    name: 'broken',
    description: 'Always fails',
    answer: { isError: true, content: [{ type: 'text', text: 'The provider said no.' }] },
  },
  { name: 'slow', description: 'Takes a minute', waitMs: 60_000 },
];
const hostile: ScriptedTool[] = [
  {
    name: `evil${evil}`,
    title: evil,
    description: `${evil}\n\u001b[31mred \u202ebackwards`,
    inputSchema: {
      type: 'object',
      properties: {
        [`p${evil}`]: { type: 'string', title: '\u202eeltit', description: evil },
        kind: { type: 'string', enum: [evil, 'b'] },
      },
    },
    answer: {
      content: [
        { type: 'text', text: `${evil}\u202e` },
        { type: 'image', mimeType: 'image/svg+xml', data: 'PHN2Zz48L3N2Zz4=' },
        { type: 'resource_link', uri: 'javascript:window.hacked=1', name: evil },
      ],
    },
  },
  {
    name: 'odd',
    inputSchema: {
      type: 'object',
      properties: {
        any: {},
        lost: { $ref: '#/$defs/nope' },
        tuple: { type: 'array', prefixItems: [{ type: 'string' }] },
        choice: {
          oneOf: [
            { title: 'One', type: 'object', properties: { a: { type: 'string' } } },
            { title: 'Two', type: 'object', properties: { b: { type: 'integer' } } },
          ],
        },
      },
    },
  },
  { name: 'endless', inputSchema: { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } } },
];

// Axe needs up to eight seconds for a look on a busy machine, and a page has four looks.
jest.setTimeout(240_000);

let platform: TestPlatform;
let browser: TestBrowser;
let weather: any;
let dangerous: any;

const files = (tools: ScriptedTool[]) => ({ ...serverFiles({ tools }), Dockerfile: dockerfile() });
const call = (server: any, tool: string, args: object = {}) =>
  platform.ok('POST', `/servers/${server.id}/tools/${encodeURIComponent(tool)}/try`, { arguments: args });
const openTool = async (page: Page, name: string) =>
  page.getByRole('list', { name: 'Tools' }).getByRole('button', { name, exact: false }).first().click();

beforeAll(async () => {
  platform = await TestPlatform.start();
  browser = await TestBrowser.start(platform);
  weather = await platform.createServer('Weather');
  const repository = platform.repository(weather);
  await repository.commitAndPush('Begin', files([forecast(7), report, ...others]));
  await platform.deployment(weather.id, ['live']);
  for (const tool of ['forecast', 'forecast', 'old_report', 'broken']) await call(weather, tool, { place: 'Ulm' });
  const sha = await repository.commitAndPush(
    `Fourteen days ${evil}`,
    files([forecast(14), { name: 'alerts', description: 'Warnings in force' }, ...others]),
  );
  await platform.deployment(weather.id, ['live'], sha);
  dangerous = await platform.createServer(`Dangerous ${evil}`);
  await platform.repository(dangerous).commitAndPush('Odd', files(hostile));
  await platform.deployment(dangerous.id, ['live']);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 120_000);

afterEach(() => expect(browser.problems()).toEqual([]));

describe('the overview of a server', () => {
  test('shows figures, calls that open, the URL to copy, the live deployment and settings of clients', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}`);
    await page.locator('[data-figure="Total calls"]').getByText('4').waitFor();
    await page.getByText(`Fourteen days ${evil}`).waitFor();
    await page.getByRole('button', { name: 'Copy the MCP server URL' }).click();
    await clipboardOf(page, /\/s\/weather\/mcp$/);
    await page.getByRole('button', { name: 'Details of broken' }).click();
    await page.getByText('The provider said no.').first().waitFor();
    await page.getByRole('tab', { name: 'Cursor' }).waitFor();
    expect(await browser.inspect(page, 'overview')).toEqual([]);
  });

  test('counts a new call without a reload', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/overview`);
    const total = page.locator('[data-figure="Total calls"]', { hasText: /^\d/ });
    await total.waitFor();
    const before = Number(await total.innerText());
    await call(weather, 'forecast', { place: 'Bonn' });
    await total.getByText(String(before + 1), { exact: true }).waitFor();
  });

  test('checks the connection like a client, and has a report to copy', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/overview`);
    await page.getByRole('button', { name: 'Check the connection' }).click();
    await page.getByText('Clients can connect').waitFor();
    await page.getByRole('button', { name: /Claude Code, Claude Desktop/ }).click();
    await page.getByText('First request').waitFor();
    await page.getByRole('button', { name: 'Copy report' }).click();
    expect(await clipboardOf(page, /^Connection check of /)).not.toContain('FAIL');
    expect(await browser.inspect(page, 'connection-check')).toEqual([]);
  });
});

describe('the tools of a server', () => {
  test('are listed with readable contracts, and are searched by their texts', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/tools`);
    await openTool(page, 'forecast');
    await page.getByText('range.from').waitFor();
    await page.getByText('at least 1, at most 14').waitFor();
    expect(new URL(page.url()).searchParams.get('tool')).toBe('forecast');
    expect(await browser.inspect(page, 'tools')).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search tools' }).fill('warnings');
    await page.getByText('1 of 5 tools').waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('warnings');
  });

  test('are compared with those of the deployment before, with the callers of a dropped tool', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/tools`);
    await page.getByRole('button', { name: 'Compare contracts' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^1 call by one person in the last 30 days/).waitFor();
    await dialog.getByRole('group', { name: 'Description of forecast, before and after' }).getByText('14').waitFor();
    await dialog.getByRole('heading', { name: 'alerts' }).waitFor();
    expect(await browser.inspect(page, 'contract-difference')).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('are tried from a form that shows missing arguments, as a recorded call of the user', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/tools?tool=forecast&view=try`);
    const place = page.getByRole('textbox', { name: 'place' });
    await place.waitFor();
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('is required').waitFor();
    await place.fill('Ulm');
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('Success', { exact: true }).waitFor();
    await page.getByRole('group', { name: 'the answer' }).getByText('"place": "Ulm"').waitFor();
    expect(await place.inputValue()).toBe('Ulm');
    expect(await browser.inspect(page, 'try-a-tool')).toEqual([]);
    const { items } = await platform.ok('GET', `/activity?serverId=${weather.id}&source=Toolyard%20dashboard&limit=1`);
    expect(items[0]).toMatchObject({ tool: 'forecast', user: 'Ada Admin', status: 'success' });
    expect(JSON.parse(items[0]!.input)).toEqual({ place: 'Ulm', days: 3 });
  });

  test('answer with pictures, links and errors, and can be cancelled', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/tools?tool=radar&view=try`);
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByRole('img', { name: 'Part of the answer' }).waitFor();
    expect(await page.getByRole('link', { name: 'https://example.com/radar' }).getAttribute('rel')).toContain(
      'noreferrer',
    );
    await page.goto(`/servers/${weather.slug}/tools?tool=broken&view=try`);
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('The tool reported an error').waitFor();
    await page.goto(`/servers/${weather.slug}/tools?tool=slow&view=try`);
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByRole('button', { name: /^Cancel/ }).click();
    await page.getByText('Cancelled.').waitFor();
  });
});

describe('hostile text of servers', () => {
  test('is shown as text, in lists, forms, differences and answers', async () => {
    const page = await browser.openAs('admin', `/servers/${dangerous.slug}/tools`);
    await page.getByText(`evil${evil}`).first().waitFor();
    await openTool(page, 'evil');
    await page.getByText('U+202E').first().waitFor();
    await page.getByRole('tab', { name: 'Try it' }).click();
    await page.getByRole('textbox', { name: '[U+202E]eltit' }).waitFor();
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('11 bytes of').waitFor();
    expect(await page.getByRole('link', { name: /javascript:/ }).count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await browser.inspect(page, null)).toEqual([]);
  });

  test('a schema without a form is filled in as JSON, and a slow pattern is not run', async () => {
    const page = await browser.openAs('admin', `/servers/${dangerous.slug}/tools?tool=odd&view=try`);
    await page.getByRole('textbox', { name: 'any' }).fill('{"deep": [1]}');
    await page.getByRole('textbox', { name: 'tuple' }).fill('["x"]');
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByRole('group', { name: 'the answer' }).getByText('"deep"').waitFor();
    await page.goto(`/servers/${dangerous.slug}/tools?tool=endless&view=try`);
    await page.getByRole('textbox', { name: 'a' }).fill(`${'a'.repeat(60)}!`);
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('Success', { exact: true }).waitFor();
  });
});

describe('the settings of a server', () => {
  test('warn before a server becomes public, and save only changed fields', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/settings`);
    await page.getByRole('textbox', { name: 'Description' }).fill('Forecasts for the team');
    await page.getByRole('radio', { name: 'Anyone' }).check();
    await page.getByText('Anyone who can reach the URL will be able to call all tools').waitFor();
    expect(await browser.inspect(page, 'settings')).toEqual([]);
    await page.getByRole('radio', { name: 'Users of the organisation' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await platform.ok('GET', `/servers/${weather.id}`)).toMatchObject({
      description: 'Forecasts for the team',
      access: 'organisation',
      name: 'Weather',
    });
  });

  test('keep variables masked, refuse reserved names with the reason, and restart on the same image', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/settings`);
    await page.getByRole('button', { name: 'Add a variable' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('TOOLYARD_SECRET');
    await dialog.getByRole('button', { name: 'Store' }).click();
    await dialog.getByText('Names that begin with TOOLYARD_ are reserved').waitFor();
    await dialog.getByRole('textbox', { name: 'Value' }).fill('first line\nsecond line\n');
    expect(await dialog.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('first line\nsecond line\n');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('UPSTREAM_KEY');
    await dialog.getByRole('textbox', { name: 'Value' }).fill('s3cr3t-value');
    expect(await browser.inspect(page, null)).toEqual([]);
    await dialog.getByRole('button', { name: 'Store' }).click();
    await page.getByRole('button', { name: 'Copy the name UPSTREAM_KEY' }).waitFor();
    expect(await page.content()).not.toContain('s3cr3t-value');
    const [restarted, before] = await eventually(async () => {
      const { items } = await platform.ok('GET', `/servers/${weather.id}/deployments?limit=2`);
      return items[0]?.trigger === 'variables' && items[0].status === 'live' && items;
    }, 60_000);
    expect(restarted!.image!.digest).toBe(before!.image!.digest);
    await page.getByRole('button', { name: 'Remove UPSTREAM_KEY' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No variables yet.').waitFor();
  });

  test('store the variables of a pasted .env file, with all lines of a key', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/settings`);
    await page.getByRole('button', { name: 'Add a variable' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Add a variable' }).waitFor();
    const weight = "Number(getComputedStyle(document.querySelector('[role=dialog] h2')).fontWeight)";
    expect(await page.evaluate(weight)).toBeGreaterThanOrEqual(700);
    await page.evaluate(
      `navigator.clipboard.writeText('REGION=eu\\nKEY="-----BEGIN KEY-----\\nMIIEvQ==\\n-----END KEY-----"')`,
    );
    await dialog.getByRole('textbox', { name: 'Name' }).press('Control+v');
    expect(await dialog.getByRole('textbox', { name: 'Value of variable 2' }).inputValue()).toBe(
      '-----BEGIN KEY-----\nMIIEvQ==\n-----END KEY-----',
    );
    expect(await browser.inspect(page, 'settings-pasted-variables')).toEqual([]);
    await dialog.getByRole('button', { name: 'Store' }).click();
    for (const name of ['REGION', 'KEY']) {
      await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('button', { name: `Remove ${name}`, exact: true }).waitFor({ state: 'detached' });
    }
  });

  test('disable a server for every client and enable it again', async () => {
    const page = await browser.openAs('admin', `/servers/${weather.slug}/settings`);
    await page.getByRole('button', { name: 'Disable server' }).click();
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
    await page.getByText('This server is disabled').waitFor();
    expect(await browser.inspect(page, null)).toEqual([]);
    await page.getByRole('button', { name: 'Enable server' }).click();
    await page.getByRole('button', { name: 'Disable server' }).waitFor();
  });

  test('delete a server only after its name is typed, and say what is deleted and what is kept', async () => {
    const doomed = await platform.createServer('Doomed');
    const page = await browser.openAs('admin', `/servers/${doomed.slug}/settings`);
    await page.getByRole('button', { name: 'Delete server' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('These are kept: the repository').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete server' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Doomed');
    expect(await browser.inspect(page, null)).toEqual([]);
    await confirm.click();
    await page.getByText('Doomed is deleted.').waitFor();
    browser.tolerate(/status of 404/);
    await page.goto(`/servers/${doomed.slug}`);
    await page.getByText('This server does not exist').waitFor();
  });
});

describe('a user who may only call tools', () => {
  test('sees the servers that they may call, without ways to change them', async () => {
    const page = await browser.openAs('member', `/servers/${weather.slug}/tools`);
    await page.getByRole('list', { name: 'Tools' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Settings' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Deploy' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Compare contracts' }).count()).toBe(0);
    await page.goto(`/servers/${weather.slug}/settings`);
    await page.getByText('Your role does not allow this').waitFor();
    expect(await browser.inspect(page, null)).toEqual([]);
  });

  test('sees that no client is connected yet', async () => {
    const page = await browser.openAs('member', '/connections');
    await page.getByText('No client is connected').waitFor();
    expect(await browser.inspect(page, 'connections')).toEqual([]);
  });

  test('fills in their credentials for a server, which are never shown again, and removes them', async () => {
    const fields = [
      { name: 'API_KEY', label: `Key ${evil}`, placeholder: 'tk_…', secret: true },
      { name: 'REGION', label: 'Region', secret: false },
    ];
    await platform.createServer('Tickets', { auth: { method: 'credentials', fields } });
    const page = await browser.openAs('member', '/credentials');
    await page.getByRole('button', { name: 'Fill in credentials of Tickets' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Region' }).fill('eu');
    await dialog.getByRole('button', { name: 'Store' }).click();
    await dialog.getByText('Fill in this field').waitFor();
    await dialog.getByRole('textbox', { name: `Key ${evil}` }).fill('tk_very-secret');
    expect(await browser.inspect(page, null)).toEqual([]);
    await dialog.getByRole('button', { name: 'Store' }).click();
    await page.getByText('Complete', { exact: true }).waitFor();
    expect(await page.content()).not.toContain('tk_very-secret');
    expect(await browser.inspect(page, 'credentials')).toEqual([]);
    await page.getByRole('button', { name: 'Remove credentials of Tickets' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Missing', { exact: true }).waitFor();
  });
});
