import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { allow, freePort, OAuthClient, PlainBrowser, startEngines, startGuarded } from '@toolyard/service/testing';

const setupToken = 'a-set-up-token-for-this-test-only-0123456789';
const ada = { email: 'ada@toolyard.test', password: 'horse staple correct battery 42' };

test('the official conformance suite for authorization servers passes whole', async () => {
  const [port, callbackPort] = [await freePort(), await freePort()];
  const publicUrl = `http://127.0.0.1:${port}`;
  const engines = await startEngines({ identity: true });
  try {
    const identity = await engines.service('identity', {
      TOOLYARD_PORT: String(port),
      TOOLYARD_PUBLIC_URL: publicUrl,
      TOOLYARD_SETUP_TOKEN: setupToken,
    });
    const registry = await engines.service('registry');
    await identity.call(
      'POST',
      '/api/v1/setup',
      { token: setupToken, name: 'Ada', ...ada },
      { token: null, headers: { origin: publicUrl } },
    );
    const { body: server } = await registry.call('POST', '/api/v1/servers', {
      name: 'Orders',
      source: { provider: 'git' },
      auth: { method: 'none' },
    });
    const client = new OAuthClient(publicUrl, `http://127.0.0.1:${callbackPort}/callback`);
    await client.register();

    const suite = join(
      dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
      'dist/index.js',
    );
    const args = [
      suite,
      'authorization',
      '--url',
      publicUrl,
      '--client-id',
      client.clientId,
      '--resource',
      `${publicUrl}/s/${server.slug}/mcp`,
      '-p',
      String(callbackPort),
    ];
    const run = await startGuarded(process.execPath, args);
    const line = await run.line((each) => each.includes(`${publicUrl}/oauth/authorize?`));
    const back = await allow(new PlainBrowser(publicUrl), /http\S+/.exec(line)![0], ada);
    expect(back.isOutside).toBe(true);
    await fetch(back.url);
    await run.exited;
    expect(run.output.join('\n')).toMatch(/3 passed, 0 failed/);
  } finally {
    await engines.stop();
  }
}, 120_000);
