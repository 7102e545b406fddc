import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../platform.js';
import { Repository } from './repository.js';

/**
 * At the very first start a sample server is deployed in the background, the way any user deploys: create over REST,
 * then push.
 */
export async function deploySample(
  platform: Platform,
  root: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { data, log } = platform;
  const marker = join(data.path, 'sample');
  const source = join(root, 'examples/node-sdk');
  if (existsSync(marker) || !existsSync(source)) return;
  const work = await mkdtemp(join(tmpdir(), 'toolyard-sample-'));
  try {
    const answer = await fetch(`${platform.address}/api/v1/servers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${data.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Sample',
        description: 'A first server to try Toolyard with.',
        source: { provider: 'git' },
        auth: { method: 'none' },
      }),
      signal,
    });
    if (!answer.ok) throw new Error(`creating it answered ${answer.status}: ${await answer.text()}`);
    const { slug, mcpUrl } = (await answer.json()) as { slug: string; mcpUrl: string };
    await writeFile(marker, slug);
    const remote = `${platform.address.replace('://', `://sample:${data.adminToken}@`)}/git/${slug}.git`;
    await new Repository(work, remote, source, signal).commitAndPush('The sample server');
    say(`A sample server is being built; in a minute its tools are at ${mcpUrl}`);
    log.info('the sample was pushed', { slug });
  } catch (error) {
    if (!signal.aborted)
      log.warn(`the sample could not be deployed: ${(error as Error).message.replaceAll(data.adminToken, '***')}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
