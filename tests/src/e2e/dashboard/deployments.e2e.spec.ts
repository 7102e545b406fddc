import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { Page } from 'playwright-core';
import type { Repository } from '@toolyard/launcher/testing';
import { TestBrowser } from '../../testing/browser.js';
import { TestPlatform } from '../../testing/platform.js';
import { dockerfile, versionServer } from '../../testing/server-repositories.js';

let platform: TestPlatform;
let browser: TestBrowser;
let server: any;
let repository: Repository;
/** Different in each run, so that the build cache has nothing of an earlier one. */
const fresh = `RUN : ${randomUUID()}`;
const shas: Record<string, string> = {};
/** Builds and inspecting a page in four looks take time. */
const storyMs = 240_000;

const hostile = '<script>alert(1)</script> \u202Egnp.exe';
const tricks = String.raw`printf '\033]0;owned\007\033[31mred\033[0m <img src=x onerror=alert(1)> \342\200\256gnp.exe \033]8;;https://evil.example\033\\link\033]8;;\033\\ \033[8mconcealed\033[0m \033[2K\033[1Aend\n'`;

beforeAll(async () => {
  platform = await TestPlatform.start({ TOOLYARD_DRAIN_SECONDS: '1' });
  browser = await TestBrowser.start(platform);
  // Containers start and stop while pages are open, and Chromium sees their networks as changes of its own.
  browser.tolerate(/ERR_NETWORK_CHANGED/);
  server = await platform.createServer('Weather');
  repository = platform.repository(server);
  shas['first'] = await repository.commitAndPush('Begin with one', versionServer({ version: '1' }));
  await platform.deployment(server.id, ['live'], shas['first']);
  shas['second'] = await repository.commitAndPush(`Say it aloud ${hostile}`, {
    ...versionServer({ version: '2' }),
    Dockerfile: dockerfile([fresh, `RUN ${tricks}`, 'RUN for i in $(seq 1 1500); do echo "line $i of many"; done']),
  });
  await platform.deployment(server.id, ['live'], shas['second']);
  shas['broken'] = await repository.commitAndPush('Break the build', {
    Dockerfile: dockerfile([fresh, 'RUN echo "cannot find the thing" && exit 7']),
  });
  await platform.deployment(server.id, ['failed'], shas['broken']);
  await browser.cookie('admin');
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
}, 120_000);

afterEach(() => expect(browser.problems()).toEqual([]));

const path = () => `/servers/${server.slug}/deployments`;
const rows = (page: Page) => page.getByRole('table', { name: 'Deployments' }).locator('tbody > tr:not([aria-hidden])');
const of = (page: Page, sha: string) => rows(page).filter({ hasText: sha.slice(0, 7) });
const act = async (page: Page, sha: string, name: string) => {
  await page
    .getByRole('button', { name: `Actions for the deployment of ${sha.slice(0, 7)}` })
    .first()
    .click();
  await page.getByRole('menuitem', { name }).click();
};
const byCommit = async (sha: string) =>
  (await platform.ok('GET', `/servers/${server.id}/deployments`)).items.find((each) => each.commit.sha === sha)!;

describe('the history of deployments', () => {
  test(
    'shows status, commit, author, trigger and time, and why a deployment failed, always as text',
    async () => {
      const page = await browser.openAs('admin', path());
      await of(page, shas['broken']!).getByText('Failed', { exact: true }).waitFor();
      await of(page, shas['second']!).getByText('Live', { exact: true }).waitFor();
      await of(page, shas['first']!).getByText('Retired', { exact: true }).waitFor();
      await page.getByText('<script>alert(1)</script>').waitFor();
      expect(await page.getByText('U+202E').first().getAttribute('title')).toBe('right-to-left override');
      await page.getByRole('button', { name: `Details of the deployment of ${shas['broken']!.slice(0, 7)}` }).click();
      await page.getByText('Failed at: Create the image').waitFor();
      await page.getByText('build_failed').waitFor();
      await page.getByRole('button', { name: `Details of the deployment of ${shas['first']!.slice(0, 7)}` }).click();
      await page
        .getByRole('group', { name: 'Tools' })
        .getByText(/added\s+version/)
        .waitFor();
      await page.getByRole('button', { name: 'Show the generated Dockerfile' }).click();
      await page.getByRole('group', { name: 'Dockerfile, generated for this commit' }).getByText('FROM').waitFor();
      expect(await page.getByRole('list', { name: 'Stages' }).count()).toBe(2);
      expect(await browser.inspect(page, 'deployments')).toEqual([]);
      await page.reload();
      await page.getByText('Failed at: Create the image').waitFor();
      await page.context().close();
    },
    storyMs,
  );

  test(
    'a member learns who may see deployments',
    async () => {
      const page = await browser.openAs('member', path());
      await page.getByText('Your role does not allow this').waitFor();
      await page.context().close();
    },
    storyMs,
  );
});

describe('logs', () => {
  test(
    'open in a dialog with the error on top, are searched completely, and open as a page',
    async () => {
      const page = await browser.openAs('admin', path());
      await act(page, shas['broken']!, 'View logs');
      const dialog = page.getByRole('dialog', { name: 'Logs' });
      await dialog.getByText('Failed at: Create the image').waitFor();
      await dialog.getByText('cannot find the thing', { exact: true }).first().waitFor();
      await dialog.getByLabel('Search the log').fill('FIND THE');
      await dialog.getByText(/\d match(es)?$/).waitFor();
      expect(await dialog.locator('mark').first().innerText()).toBe('find the');
      expect(await browser.inspect(page, 'log-dialog')).toEqual([]);
      await dialog.getByRole('link', { name: 'Open as a page' }).click();
      await page.waitForURL(`**${path()}/*/logs`);
      await page.getByRole('heading', { level: 1, name: `Logs of ${shas['broken']!.slice(0, 7)}` }).waitFor();
      expect(await browser.inspect(page, 'logs')).toEqual([]);
      await page.context().close();
    },
    storyMs,
  );

  test(
    'a link leads to its line, Shift extends the range, and the search finds distant lines',
    async () => {
      const { id } = await byCommit(shas['second']!);
      const page = await browser.openAs('admin', `${path()}/${id}/logs#L400`);
      await page.locator('[data-line="400"][data-chosen]').waitFor();
      await page.locator('[data-number="403"]').click({ modifiers: ['Shift'] });
      await eventually(() => page.url().endsWith('#L400-L403'));
      expect(await page.locator('[data-chosen]').count()).toBe(4);
      await page.getByLabel('Go to line').fill('900-901');
      await page.keyboard.press('Enter');
      await page.locator('[data-line="901"][data-chosen]').waitFor();
      await page.getByLabel('Search the log').fill('line 1321 of many');
      await page.getByText('1 match').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[data-current]').getByText('line 1321 of many').waitFor();
      await page.getByLabel('Times').click();
      expect(await page.locator('[data-current]').innerText()).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      const text = await readFile((await download.path())!, 'utf8');
      for (const line of ['line 1 of many', 'line 1500 of many']) expect(text).toContain(line);
      await page.context().close();
    },
    storyMs,
  );

  test(
    'escape sequences in a line set no title, make no link, and hide or reorder no text',
    async () => {
      const { id } = await byCommit(shas['second']!);
      const page = await browser.openAs('admin', `${path()}/${id}/logs?find=concealed`);
      await page.getByText(/match/).first().waitFor();
      await page.keyboard.press('Tab');
      await page.getByRole('button', { name: 'Previous match' }).click();
      const line = page.locator('[data-current]');
      await line.waitFor();
      const shown = await line.innerText();
      for (const piece of ['<img src=x onerror=alert(1)>', 'U+202E', 'link', 'concealed', 'end'])
        expect(shown).toContain(piece);
      for (const gone of ['owned', 'evil.example', '\u001b', '\u202e']) expect(shown).not.toContain(gone);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await line.locator('a').count()).toBe(0);
      await page.context().close();
    },
    storyMs,
  );

  test(
    'the runtime log is beside the build log',
    async () => {
      const { id } = await byCommit(shas['second']!);
      const page = await browser.openAs('admin', `${path()}/${id}/logs`);
      await page.getByRole('tab', { name: 'Runtime log' }).click();
      await eventually(() => new URL(page.url()).searchParams.get('log') === 'runtime');
      await page.getByRole('region', { name: 'Runtime log' }).waitFor();
      await page.getByText('New lines appear automatically').waitFor();
      await page.context().close();
    },
    storyMs,
  );
});

describe('deploying', () => {
  test(
    'a commit is found by its message, reviewed and deployed',
    async () => {
      const page = await browser.openAs('admin', path());
      await page.getByRole('button', { name: 'Deploy', exact: true }).first().click();
      const dialog = page.getByRole('dialog', { name: 'Deploy' });
      expect(await dialog.getByLabel('Branch').inputValue()).toBe('main');
      expect(await dialog.getByLabel('Branch').getAttribute('readonly')).not.toBeNull();
      await dialog.getByPlaceholder('Search by SHA or message').fill('begin with');
      await dialog.getByRole('radio', { name: /Begin with one/ }).click();
      expect(await browser.inspect(page, 'deploy-dialog')).toEqual([]);
      await dialog.getByRole('button', { name: 'Review' }).click();
      await dialog.getByText('It gets traffic only when it answers').waitFor();
      await dialog.getByRole('button', { name: 'Deploy', exact: true }).click();
      await page.getByText(/is being deployed/).waitFor();
      await eventually(
        async () =>
          (await rows(page).filter({ hasText: 'Deployed by hand' }).filter({ hasText: 'Live' }).count()) === 1,
        120_000,
      );
      await page.context().close();
    },
    storyMs,
  );

  test(
    'an earlier image is live again without a build, after a dialog says what will happen',
    async () => {
      const page = await browser.openAs('admin', path());
      await act(page, shas['second']!, 'Roll back to this image');
      const dialog = page.getByRole('dialog', { name: 'Roll back' });
      await dialog.getByText('Nothing is built.').waitFor();
      await dialog.getByRole('button', { name: 'Roll back' }).click();
      await eventually(
        async () => (await rows(page).filter({ hasText: 'Rollback' }).filter({ hasText: 'Live' }).count()) === 1,
        120_000,
      );
      await page.context().close();
    },
    storyMs,
  );

  test(
    'a superseded deployment links to its successor, a log is followed during the build, and a build is cancelled',
    async () => {
      const slow = (message: string) =>
        repository.commitAndPush(message, {
          ...versionServer({ version: message }),
          Dockerfile: dockerfile([fresh, `RUN for i in $(seq 1 60); do echo "${message} second $i"; sleep 1; done`]),
        });
      const page = await browser.openAs('admin', path());
      const older = await slow('older');
      await of(page, older).getByText('Building', { exact: true }).waitFor();
      await act(page, older, 'View logs');
      const dialog = page.getByRole('dialog', { name: 'Logs' });
      await dialog.getByText('older second 2', { exact: true }).waitFor({ timeout: 60_000 });
      await page.keyboard.press('Escape');
      const newer = await slow('newer');
      await of(page, older).getByText('Superseded', { exact: true }).waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: `Details of the deployment of ${older.slice(0, 7)}` }).click();
      await page.getByRole('link', { name: new RegExp(`^${newer.slice(0, 7)}`) }).waitFor();
      await of(page, newer).first().getByText('Building', { exact: true }).waitFor({ timeout: 60_000 });
      await act(page, newer, 'Cancel');
      const cancel = page.getByRole('dialog', { name: 'Cancel the deployment' });
      await cancel.getByText('The live deployment stays as it is').waitFor();
      await cancel.getByRole('button', { name: 'Cancel the deployment' }).click();
      await of(page, newer).first().getByText('Cancelled', { exact: true }).waitFor({ timeout: 60_000 });
      await page.context().close();
    },
    storyMs,
  );
});
