import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder.js';
import { Problem } from '../problem.js';
import { end, readIdentity } from './processes.js';

const endWithinMs = 10_000;
const engineFiles = new Set(['event-store.json', 'nats.json', 'docker.json']);

/**
 * Ends processes of a launcher that was killed; normally they have ended with it. Engines come last, so that services
 * can still store what they must.
 * @throws Problem `not_stopped`
 */
export async function endLeftovers(data: DataFolder): Promise<void> {
  const files = readdirSync(data.run).filter((name) => name.endsWith('.json'));
  for (const engines of [false, true])
    await Promise.all(files.filter((name) => engineFiles.has(name) === engines).map((name) => endOne(data, name)));
}

async function endOne(data: DataFolder, name: string): Promise<void> {
  const path = join(data.run, name);
  const leftover = readIdentity(path);
  if (leftover && !(await end(leftover, endWithinMs))) {
    throw new Problem(
      'not_stopped',
      `Process ${leftover.pid} of an earlier start cannot be ended. End it yourself, then try again.`,
    );
  }
  rmSync(path, { force: true });
}
