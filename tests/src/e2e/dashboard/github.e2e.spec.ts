import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { TestBrowser } from '../../testing/browser.js';
import { GitHubDouble } from '../../testing/github/github-double.js';
import { TestPlatform } from '../../testing/platform.js';
import { dockerfile, versionServer } from '../../testing/server-repositories.js';

jest.setTimeout(240_000);

let github: GitHubDouble;
let platform: TestPlatform;
let browser: TestBrowser;

beforeAll(async () => {
  github = await GitHubDouble.start();
  platform = await TestPlatform.start(github.addresses);
  browser = await TestBrowser.start(platform);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await github?.stop();
}, 120_000);

const filesOf = (version: string) => ({ ...versionServer({ version }), Dockerfile: dockerfile() });

async function versionSeen(slug: string): Promise<string> {
  const client = await platform.modernClient(slug);
  const { content } = await client.callTool({ name: 'version', arguments: {} });
  return content[0].text;
}

test('GitHub is connected by an App that it makes, without a restart', async () => {
  const page = await browser.openAs('admin', '/sources');
  await page.getByRole('button', { name: 'Connect GitHub' }).click();
  await page.getByRole('link', { name: 'Toolyard 127.0.0.1' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/sources');
  expect(github.world.app!.hookUrl).toBe(`${platform.url}/webhooks/github`);
});

test('a repository on GitHub is chosen, deployed by push, and its server says when the App is removed', async () => {
  const repository = github.repository('acme/weather');
  github.repository('acme/other').git.commit({ 'README.md': '1' });
  const first = repository.git.commit(filesOf('1'), { message: 'first' });
  const installation = github.install('acme');

  const page = await browser.openAs('admin', '/servers/new');
  await page.getByLabel('Name', { exact: true }).fill('Weather');
  await page.getByText('GitHub', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Repository' }).fill('wea');
  await page.getByRole('option', { name: 'acme/weather' }).click();
  expect(await page.getByRole('option', { name: 'acme/other' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('acme/weather').waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Weather' }).waitFor();
  const server = (await platform.ok('GET', '/servers')).items[0]!;
  expect(server.source).toMatchObject({ provider: 'github', repository: 'acme/weather', branch: 'main' });
  await platform.deployment(server.id, ['live'], first);
  expect(await versionSeen(server.slug)).toBe('1');

  const { sha, answer } = await github.push(repository, filesOf('2'), { message: 'second' });
  expect(answer).toBe(202);
  await platform.deployment(server.id, ['live'], sha);
  expect(await versionSeen(server.slug)).toBe('2');

  await page.goto(`${platform.url}/sources`);
  await page.getByRole('region', { name: 'GitHub' }).getByText('acme', { exact: true }).waitFor();
  await page.getByRole('table', { name: 'Webhooks of GitHub' }).getByText('Accepted').first().waitFor();

  github.world.installations.delete(installation.id);
  await github.webhooks.deliver('installation', github.webhooks.payload('installation', 'deleted', { installation }));
  await page.goto(`${platform.url}/servers/${server.slug}`);
  await page.getByText('Pushes to the repository are not deployed').waitFor();
  expect(await versionSeen(server.slug)).toBe('2');

  const again = github.install('acme');
  await github.webhooks.deliver(
    'installation',
    github.webhooks.payload('installation', 'created', { installation: again }),
  );
  await page.getByText('Pushes to the repository are not deployed').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Repository acme/weather on GitHub' }).waitFor();
});

test('GitHub is disconnected, and the pages say so', async () => {
  const page = await browser.openAs('admin', '/sources');
  await page.getByRole('button', { name: 'Disconnect GitHub' }).click();
  await page.getByText('until you delete it').waitFor();
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.getByRole('button', { name: 'Connect GitHub' }).waitFor();
});
