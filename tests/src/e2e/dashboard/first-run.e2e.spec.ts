import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Page } from 'playwright-core';
import { ada, clipboardOf, TestBrowser } from '../../testing/browser.js';
import { TestPlatform } from '../../testing/platform.js';

// Each look at a page goes over four forms of it, and a build waits for its packages.
jest.setTimeout(240_000);

let platform: TestPlatform;
let browser: TestBrowser;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-first-run-'));
  platform = await TestPlatform.start();
  browser = await TestBrowser.start(platform);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** Runs commands as if they were pasted into a terminal. */
async function terminal(lines: string): Promise<string> {
  const person = {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: ada.email,
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: ada.email,
  };
  const shell = spawn('bash', ['-e'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...person },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  shell.stdin.end(lines);
  const [code] = (await once(shell, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The lines ended with ${code}:\n${output}`);
  return output;
}

describe('the first run, from empty to a called tool', () => {
  test('a visitor without the link learns where it is', async () => {
    page = await browser.open('/servers/new');
    await page.getByText('one-time link').waitFor();
    expect(new URL(page.url()).pathname).toBe('/setup');
    expect(await browser.inspect(page, 'setup-without-link')).toEqual([]);
  });

  test('the one-time link creates the first admin; a short password is refused and entries are kept', async () => {
    const { setupUrl } = platform.file() as { setupUrl?: string };
    await page.close();
    page = await browser.open(setupUrl!);
    await page.getByLabel('Your name').fill(ada.name);
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Set up Toolyard' }).click();
    await page.getByText('Use at least 12 characters').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(ada.email);
    expect(await browser.inspect(page, 'setup')).toEqual([]);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Set up Toolyard' }).click();
    await page.getByText('Create your first server').waitFor();
    expect(await browser.inspect(page, 'servers-empty')).toEqual([]);
  });

  test('the link works once', async () => {
    const other = await browser.open('/setup#token=anything');
    await other.getByText('is set up already').waitFor();
    await other.close();
  });

  test('a server is created in three steps', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Create server' }).last().click();
    await page.getByLabel('Name', { exact: true }).fill('Ticket search');
    expect(await browser.inspect(page, 'create-server')).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Environment variables' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'First steps with Ticket search' }).waitFor();
    await page.getByText('Waiting for your push').waitFor();
    // Without a token the lines can be used as they are.
    const lines = page.getByRole('group', { name: 'Terminal' }).first();
    expect(await lines.innerText()).toMatch(/^git remote add toolyard http:\/\/[\w.:]+\/git\/ticket-search\.git\n/);
  });

  test('the commands have a new key that can only deploy this server', async () => {
    await page.getByRole('button', { name: 'Create a token for the push' }).click();
    await page.getByText('It is shown only now').waitFor();
    await page.getByRole('button', { name: 'Copy: Terminal' }).first().click();
    const lines = await clipboardOf(page, /^git remote add/);
    expect(lines).toMatch(
      /^git remote add toolyard http:\/\/toolyard:ty_[\w-]+@127\.0\.0\.1:\d+\/git\/ticket-search\.git\ngit push toolyard HEAD:main$/,
    );
    const token = /toolyard:(ty_[\w-]+)@/.exec(lines)![1]!;
    expect((await platform.api('GET', '/servers', undefined, token)).status).toBe(403);
    const { items } = await platform.ok('GET', '/api-keys');
    expect(items.find(({ name }: { name: string }) => name === 'Push to ticket-search')).toMatchObject({
      rights: ['deploy'],
    });
    expect(await browser.inspect(page, 'first-run')).toEqual([]);
  });

  test('the commands of the template deploy a server, and its log is followed during the build', async () => {
    await page.getByText('A template').click();
    await page.getByRole('button', { name: 'Copy: Terminal' }).first().click();
    await terminal(await clipboardOf(page, /^mkdir ticket-search/));
    await page.getByRole('log').getByText('CMD ["node"').waitFor();
    await page.getByText('Live: its tools can be called').waitFor({ timeout: 180_000 });
    expect(await page.getByRole('log').innerText()).toContain('It lists 1 tool: greet.');
  });

  test('every common client has its configuration, and copying it is confirmed', async () => {
    for (const name of ['Claude Code', 'Claude Desktop', 'Cursor', 'VS Code', 'Codex', 'MCP Inspector']) {
      await page.getByRole('tab', { name }).click();
      const copy = page
        .getByRole('tabpanel')
        .getByRole('button', { name: /^Copy: / })
        .first();
      await copy.click();
      await clipboardOf(page, /\/s\/ticket-search\/mcp/);
      await page.getByText('Copied', { exact: true }).first().waitFor();
    }
  });

  test('a tool is called from the page', async () => {
    await page.getByRole('link', { name: 'Try a tool here' }).click();
    await page.getByRole('tabpanel').getByLabel(/^name/i).fill('Ada');
    await page.getByRole('button', { name: 'Call the tool' }).click();
    await page.getByText('Hello, Ada!').first().waitFor();
    await eventually(async () => {
      const { items } = await platform.ok('GET', '/activity');
      return items.some((call: { tool: string; user: unknown }) => call.tool === 'greet');
    });
  });

  test('no page had a problem', () => {
    expect(browser.problems()).toEqual([]);
  });
});
