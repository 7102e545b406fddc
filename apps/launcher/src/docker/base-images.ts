import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { docker } from './docker-api.js';
import { install } from '../packages.js';

/** Environment of `builds` that names the images generated Dockerfiles start from; empty: the official ones. */
type BaseImages = Record<string, string>;

const official = 'node:24-slim';
const pullWithinMs = 90_000;

/**
 * Where the official images can be pulled, they are used. On a machine without a way to a registry the same are made
 * once from the Debian mirror. What was decided is kept in the data folder, so only the first start waits.
 */
export async function baseImages(options: {
  root: string;
  data: string;
  host: string;
  env: Record<string, string | undefined>;
  say: (line: string) => void;
  signal: AbortSignal;
}): Promise<BaseImages> {
  const { root, data, host, env, say, signal } = options;
  if (env['TOOLYARD_BASE_NODE']) return {};
  const decision = join(data, 'base-images.json');
  if (existsSync(decision)) {
    const decided = JSON.parse(readFileSync(decision, 'utf8')) as BaseImages;
    if (await allThere(host, Object.values(decided))) return decided;
  }
  let chosen: BaseImages = {};
  if (!(await pulled(host, signal))) {
    signal.throwIfAborted();
    say(`${official} cannot be pulled here; making base images from the Debian mirror (once, about a minute)`);
    try {
      install(['debootstrap'], say);
      const [node, python] = await make(root, host, signal);
      chosen = { TOOLYARD_BASE_NODE: node!, TOOLYARD_BASE_PYTHON: python! };
    } catch (error) {
      signal.throwIfAborted();
      say(
        `No base image: ${(error as Error).message} ` +
          'Everything else works; repositories with a Dockerfile of their own and reachable images deploy.',
      );
      return {};
    }
  }
  writeFileSync(decision, JSON.stringify(chosen));
  return chosen;
}

async function pulled(host: string, signal: AbortSignal): Promise<boolean> {
  if (await allThere(host, [official])) return true;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(pullWithinMs)]);
  // The engine reports a failed pull in the stream of an answer that began well, so only the image itself counts.
  await docker(host, 'POST', `/images/create?fromImage=node&tag=24-slim`, limit).catch(() => {});
  return allThere(host, [official]);
}

async function allThere(host: string, images: string[]): Promise<boolean> {
  const found = await Promise.all(
    images.map((image) =>
      docker<{ Id?: string }>(host, 'GET', `/images/${image}/json`).catch(() => ({ Id: undefined })),
    ),
  );
  return found.every((image) => image.Id);
}

/** Names of the Node and the Python image. */
async function make(root: string, host: string, signal: AbortSignal): Promise<string[]> {
  const making = spawn(join(root, 'infra/base/make'), ['--docker', host, '--tag', 'dev', 'node', 'python'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The whole group: debootstrap is a child of a child.
  const abort = () => making.pid && process.kill(-making.pid, 'SIGTERM');
  signal.addEventListener('abort', abort, { once: true });
  const names: string[] = [];
  let lastWords = '';
  createInterface({ input: making.stdout }).on('line', (line) => names.push(line));
  createInterface({ input: making.stderr }).on('line', (line) => (lastWords = line));
  const [code] = (await once(making, 'close')) as [number | null];
  signal.removeEventListener('abort', abort);
  if (code !== 0 || names.length !== 2) throw new Error(lastWords || `infra/base/make ended with ${code}.`);
  return names;
}
