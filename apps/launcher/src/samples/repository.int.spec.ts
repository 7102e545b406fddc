import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { processesMentioning } from '../processes/processes.js';
import { Repository } from './repository.js';

const token = 'ty_a-token-of-a-test-that-no-argument-holds';
let folder: string;
let remote: Server;
const credentials: string[] = [];
const processes: number[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-repository-'));
  // While git waits for an answer, all its processes are there.
  remote = createServer((request, response) => {
    processes.push(...processesMentioning(token).map(({ pid }) => pid));
    const { authorization } = request.headers;
    if (authorization) credentials.push(authorization);
    response.writeHead(authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="git"' }).end();
  }).listen(0, '127.0.0.1');
  await once(remote, 'listening');
});

afterEach(async () => {
  await new Promise((resolve) => remote.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

test('a token reaches the remote, and neither the arguments of a process nor the configuration of git', async () => {
  const { port } = remote.address() as AddressInfo;
  const repository = new Repository(folder, `http://sample:${token}@127.0.0.1:${port}/git/sample.git`);
  await expect(repository.commitAndPush('first', { 'a.txt': 'a' })).rejects.toThrow(/not found/);
  expect(credentials).toContain(`Basic ${Buffer.from(`sample:${token}`).toString('base64')}`);
  expect(processes).toEqual([]);
  expect(readFileSync(join(folder, '.git/config'), 'utf8')).not.toContain(token);
});
