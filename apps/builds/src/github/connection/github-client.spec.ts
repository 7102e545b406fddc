import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GitHubApp } from './github-app.js';
import { GitHubClient } from './github-client.js';

let server: Server;
const changed: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const isToken = request.url!.endsWith('/access_tokens');
    if (!isToken) changed.push(request.url!);
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token: 'ghs_1', expires_at: '2999-01-01T00:00:00Z', permissions: {} }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('changes of one installation do not wait for those of another', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { appId: 1, privateKey, webhookSecret: '' };
  const client = new GitHubClient({ credentials, place: { url: '', apiUrl } } as GitHubApp);
  const change = (installationId: number, repo: string) =>
    client.asInstallation(installationId).request('POST /repos/{owner}/{repo}/check-runs', {
      ...{ owner: 'acme', repo, name: 'Toolyard', head_sha: '0' },
    });
  const busy = ['a', 'b', 'c'].map((repo) => change(1, repo));
  await Promise.all([...busy, change(2, 'other')]);
  expect(changed.at(-1)).toBe('/repos/acme/c/check-runs');
});
