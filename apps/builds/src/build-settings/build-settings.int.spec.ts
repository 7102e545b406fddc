import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BuildsPlatform, type TestServer } from '../testing/builds-platform.js';

const slow = 180_000;
let platform: BuildsPlatform;

beforeAll(async () => {
  platform = await BuildsPlatform.start();
}, 60_000);

afterAll(() => platform?.stop(), 60_000);

describe('the build settings of a server', () => {
  const settingsOf = ({ id }: TestServer) => `/api/v1/servers/${id}/build-settings`;

  test(
    'replace what the repository says at the next deployment, and the plan names them',
    async () => {
      const made = await platform.server({
        'a/package.json': '{"main": "x.js"}',
        'b/package.json': '{"main": "y.js"}',
      });
      expect((await platform.builds.call('GET', settingsOf(made))).body).toEqual({});
      const settings = { root: 'b', start: 'node y.js', build: 'echo compiled > y.js' };
      expect(await platform.builds.call('PUT', settingsOf(made), settings)).toMatchObject({
        status: 200,
        body: settings,
      });
      const id = await platform.deploy(made);
      await platform.reaches(id, 'starting');
      const { lines } = (await platform.builds.call('GET', `/api/v1/deployments/${id}/plan`)).body;
      const line = { from: 'server settings', overridable: true };
      expect(lines).toContainEqual({ key: 'root', value: 'b', field: 'root', ...line });
      expect(lines).toContainEqual({ key: 'build', value: 'echo compiled > y.js', field: 'build', ...line });
    },
    slow,
  );

  test('are refused with the field that cannot be used, and change nothing then', async () => {
    const made = await platform.server({});
    await platform.builds.call('PUT', settingsOf(made), { node: '22' });
    for (const [wrong, message] of [
      [{ port: 80 }, '`port` must be a whole number'],
      [{ packages: ['a; rm -rf /'] }, '`packages` must be'],
      [{ resources: { disk: 1 } }, '`resources.disk` is not a field'],
    ] as const)
      expect(await platform.builds.call('PUT', settingsOf(made), wrong)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: expect.stringContaining(message) },
      });
    expect((await platform.builds.call('PUT', settingsOf(made), { colour: 'red' })).status).toBe(400);
    expect((await platform.builds.call('GET', settingsOf(made))).body).toEqual({ node: '22' });
    expect((await platform.builds.call('GET', '/api/v1/servers/none/build-settings')).status).toBe(404);
  });
});
