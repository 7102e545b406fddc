import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Platform } from './platform.js';

const run = promisify(execFile);

/** At the very first start a sample server is deployed in the background, the way everybody deploys: create over REST, then push. */
export async function deploySample(platform: Platform, root: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const { data, log } = platform;
  const marker = join(data.path, 'sample');
  const source = join(root, 'examples/node-sdk');
  if (existsSync(marker) || !existsSync(source)) return;
  const work = await mkdtemp(join(tmpdir(), 'toolyard-sample-'));
  try {
    const api = platform.address;
    const answer = await fetch(`${api}/api/v1/servers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${data.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Sample', description: 'A first server to try Toolyard with.', source: { provider: 'git' }, auth: { method: 'none' } }),
      signal,
    });
    if (!answer.ok) throw new Error(`creating it answered ${answer.status}: ${await answer.text()}`);
    const { slug, mcpUrl } = (await answer.json()) as { slug: string; mcpUrl: string };
    await writeFile(marker, slug);
    await cp(source, work, { recursive: true, filter: (path) => !path.includes('node_modules') });
    const env = { PATH: process.env['PATH'], HOME: work, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
    const git = (...args: string[]) => run('git', ['-c', 'user.name=Toolyard', '-c', 'user.email=sample@toolyard.invalid', ...args], { cwd: work, env, signal });
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message=The sample server');
    await git('push', '--quiet', `${api.replace('://', `://token:${data.adminToken}@`)}/git/${slug}.git`, 'main');
    say(`The sample server is being built; soon its tools are at ${mcpUrl}`);
    log.info('the sample was pushed', { slug });
  } catch (error) {
    if (!signal.aborted) log.warn(`the sample could not be deployed: ${(error as Error).message.replaceAll(data.adminToken, '***')}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
