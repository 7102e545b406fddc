import { createSign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@toolyard/service/testing';
import { GitHubDouble } from '../testing/github/github-double.js';

let github: GitHubDouble;
let receiver: Server;
const received: { event: string; payload: any }[] = [];

beforeAll(async () => {
  github = await GitHubDouble.start();
  github.createApp();
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    received.push({ event: String(request.headers['x-github-event']), payload: JSON.parse(text) });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  github.hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await github.stop();
});

function jwt(claims: object = {}): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const app = github.world.app!;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { iss: app.id, iat: seconds - 30, exp: seconds + 300, ...claims };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(app.privateKey, 'base64url')}`;
}

async function call(method: string, path: string, authorization: string, body?: object) {
  const answer = await fetch(github.apiUrl + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
}

async function tokenOf(installationId: number): Promise<string> {
  const { body } = await call('POST', `/app/installations/${installationId}/access_tokens`, `Bearer ${jwt()}`, {});
  return body.token;
}

describe('the GitHub double', () => {
  test('lets an App in by its own signature alone, and only while the signature is fresh', async () => {
    expect((await call('GET', '/app', `Bearer ${jwt()}`)).body.id).toBe(github.world.app!.id);
    const seconds = Math.floor(Date.now() / 1_000);
    expect((await call('GET', '/app', `Bearer ${jwt({ exp: seconds - 1 })}`)).status).toBe(401);
    expect((await call('GET', '/app', `Bearer ${jwt({ exp: seconds + 3_600 })}`)).status).toBe(401);
    expect((await call('GET', '/app', `Bearer ${jwt().slice(0, -4)}AAAA`)).status).toBe(401);
  });

  test('answers every operation as the published schemas say', async () => {
    const repository = github.repository('acme/shapes');
    const installation = github.install('acme', ['shapes']);
    const first = repository.git.commit({ 'a.txt': '1' }, { message: 'first' });
    const second = repository.git.commit({ 'b.txt': '2' }, { message: 'second' });
    const app = `Bearer ${jwt()}`;
    const bearer = `token ${await tokenOf(installation.id)}`;
    const repo = '/repos/acme/shapes';
    const answers = [
      await call('GET', '/app/installations', app),
      await call('GET', `/app/installations/${installation.id}`, app),
      await call('GET', `${repo}/installation`, app),
      await call('GET', '/installation/repositories', bearer),
      await call('GET', repo, bearer),
      await call('GET', `${repo}/branches`, bearer),
      await call('GET', `${repo}/git/ref/heads/main`, bearer),
      await call('GET', `${repo}/commits`, bearer),
      await call('GET', `${repo}/commits/${second.slice(0, 8)}`, bearer),
      await call('GET', `${repo}/compare/${first}...${second}`, bearer),
      await call('POST', `${repo}/check-runs`, bearer, { name: 'Toolyard', head_sha: second, status: 'queued' }),
      await call('GET', `${repo}/commits/${second}/check-runs`, bearer),
      await call('POST', `${repo}/deployments`, bearer, { ref: second, required_contexts: [], payload: { a: 1 } }),
      await call('GET', `${repo}/deployments`, bearer),
      await call('GET', '/app/hook/deliveries', app),
    ];
    expect(answers.filter(({ status }) => status >= 300).map(({ body }) => body.message)).toEqual([]);
    expect(answers[9]!.body).toMatchObject({ status: 'ahead', files: [{ filename: 'b.txt' }] });
  });

  test('answers 304 to a conditional request while nothing changed', async () => {
    const repository = github.repository('acme/etags');
    repository.git.commit({ 'a.txt': '1' });
    const bearer = `token ${await tokenOf(github.install('acme', ['etags']).id)}`;
    const url = `${github.apiUrl}/repos/acme/etags/git/ref/heads/main`;
    const etag = (await fetch(url, { headers: { authorization: bearer } })).headers.get('etag')!;
    const again = () => fetch(url, { headers: { authorization: bearer, 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    repository.git.commit({ 'a.txt': '2' });
    expect((await again()).status).toBe(200);
  });

  test('serves a private repository by git to a token of its installation, and to no one else', async () => {
    const repository = github.repository('acme/cloned');
    repository.git.commit({ 'README.md': 'hello' });
    const token = await tokenOf(github.install('acme', ['cloned']).id);
    const folder = mkdtempSync(join(tmpdir(), 'clone-'));
    const clone = (credentials: string) => {
      const url = github.url.replace('://', `://${credentials}@`);
      const args = ['clone', '--quiet', `${url}/acme/cloned.git`, join(folder, credentials.slice(-6))];
      // The double answers in this process, so git must not block it.
      return import('node:child_process').then(
        ({ execFile }) =>
          new Promise<number>((resolve) =>
            execFile('git', args, { env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } }, (error) =>
              resolve(error ? 1 : 0),
            ),
          ),
      );
    };
    expect(await clone(`x-access-token:${token}`)).toBe(0);
    expect(await clone('x-access-token:ghs_wrong')).toBe(1);
    expect(execFileSync('cat', [join(folder, token.slice(-6), 'README.md')]).toString()).toBe('hello');
    rmSync(folder, { recursive: true });
  });

  test('sends a push as the published schema says, and sends it again when asked', async () => {
    const repository = github.repository('acme/hooks');
    github.install('acme', ['hooks']);
    const { sha, answer } = await github.push(repository, { 'a.txt': '1' }, { message: 'hello' });
    expect(answer).toBe(200);
    expect(received.at(-1)).toMatchObject({
      event: 'push',
      payload: { after: sha, head_commit: { message: 'hello' } },
    });
    const [delivery] = (await call('GET', '/app/hook/deliveries', `Bearer ${jwt()}`)).body;
    const before = received.length;
    expect((await call('POST', `/app/hook/deliveries/${delivery.id}/attempts`, `Bearer ${jwt()}`)).status).toBe(202);
    await eventually(() => received.length > before);
    expect(received.at(-1)!.payload.after).toBe(sha);
  });
});
