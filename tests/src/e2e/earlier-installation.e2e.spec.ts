import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import type { ServerAnswer } from '../testing/answers.js';
import { McpCaller } from '../testing/mcp-caller.js';
import { ada } from '../testing/people.js';
import { TestPlatform } from '../testing/platform.js';
import { versionServer } from '../testing/server-repositories.js';

/** Made by tests/fixtures/make-installation.mjs with the code of commit df1d438; the images are not in it. */
const archive = 'installation-df1d438.tar.gz';

let platform: TestPlatform;
let server: ServerAnswer;

beforeAll(async () => {
  platform = await TestPlatform.start({}, archive);
  server = (await platform.ok('GET', '/servers?search=weather')).items[0]!;
}, 240_000);

afterAll(() => platform?.stop(), 120_000);

// The tests build on each other.
describe('the data folder of an earlier version', () => {
  test('has its servers, live and disabled', async () => {
    expect((await platform.ok('GET', '/servers')).items.map(({ slug }) => slug)).toEqual(['weather']);
    const disabled = await platform.ok('GET', '/servers?deactivated=true');
    expect(disabled.items.map(({ slug }) => slug)).toContain('paused');
  });

  test.each([ada, { ...ada, email: 'dora@example.com' }])('lets $email sign in', async ({ email, password }) => {
    const { status } = await platform.api('POST', '/session', { email, password }, null);
    expect(status).toBeLessThan(300);
  });

  test('has its recorded calls and variables', async () => {
    const { items } = await platform.ok('GET', `/activity?serverId=${server.id}`);
    expect(items.map((call) => [call.tool, call.class])).toEqual(Array(3).fill(['version', 'ok']));
    const variables = await platform.ok('GET', `/servers/${server.id}/variables`);
    expect(JSON.stringify(variables)).toContain('GREETING');
  });

  test('has tools that answer, from an image that is built again without being asked where it is missing', async () => {
    const tools = new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken);
    await eventually(async () => (await tools.text('version').catch(() => null)) === '1', 200_000);
    const [newest] = (await platform.ok('GET', `/servers/${server.id}/deployments`)).items;
    expect(newest!.status).toBe('live');
  }, 240_000);

  test('takes a push on top of its repository', async () => {
    const sha = await platform.repository(server).commitAndPush('second', versionServer({ version: '2' }));
    await platform.deployment(server.id, ['live'], sha);
    expect((await platform.ok('GET', `/servers/${server.id}/commits`)).items.map((each) => each.message)).toEqual([
      'second',
      'First version',
    ]);
    expect(await new McpCaller(platform.mcpUrl(server.slug), platform.file().adminToken).text('version')).toBe('2');
  }, 240_000);
});
