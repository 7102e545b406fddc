import { join } from 'node:path';
import { parseAllowances } from '@toolyard/service/egress';
import type { ChildSpec } from '../processes/child.js';
import type { DataFolder } from '../data-folder.js';
import { ping, systemDocker } from './docker-api.js';
import { install } from '../packages.js';
import { PrivateDocker } from './private-docker.js';
import { Problem } from '../problem.js';

type Env = Record<string, string | undefined>;

export interface ChosenDocker {
  host: string;
  /** This machine's end of the engine's network, where it has one of its own; else null. */
  link: string | null;
  /** Control group of the engine's containers and builds; null when it is the default of Docker. */
  group: string | null;
  /** The engine to start; null when it was running before. */
  child: ChildSpec | null;
  /** Removes what an engine of our own leaves on the machine after it has stopped. */
  cleanUp(): Promise<void>;
}

/**
 * `DOCKER_HOST` when set; else, as root, the private engine of this data folder; else the machine's engine.
 * @throws Problem `bad_option`, `engine_failed`, `not_installed`
 */
export async function chooseDocker(data: DataFolder, env: Env, say: (line: string) => void): Promise<ChosenDocker> {
  checkAllowances(env);
  const given = env['DOCKER_HOST'];
  if (given) {
    const failure = await unreachable(given);
    if (!failure) return runningEngine(given, env);
    throw new Problem(
      'engine_failed',
      `The Docker Engine at DOCKER_HOST=${given} does not answer (${failure}). ` +
        'Start it, or unset DOCKER_HOST to let Toolyard start one of its own.',
    );
  }
  if (process.getuid?.() !== 0) return machineEngine(env);
  install(['dockerd'], say);
  say('Using a private Docker Engine');
  const own = new PrivateDocker(join(data.path, 'docker'), data.instance, env);
  const child = own.spec(join(data.run, 'docker.json'));
  return { host: own.host, link: own.link, group: own.group, child, cleanUp: () => own.cleanUp() };
}

async function machineEngine(env: Env): Promise<ChosenDocker> {
  const failure = await unreachable(systemDocker);
  if (!failure) return runningEngine(systemDocker, env);
  throw new Problem(
    'engine_failed',
    failure === 'EACCES'
      ? 'Docker runs, but you may not use it. Run tools/up as root: it starts a Docker Engine of its own.'
      : 'No Docker Engine answers, and starting a private one needs root. Run tools/up as root.',
  );
}

/** An engine that this platform did not start: `runtime` and `builds` guard it from the network of this machine. */
function runningEngine(host: string, env: Env): ChosenDocker {
  if (process.getuid?.() !== 0 && env['TOOLYARD_EGRESS_POLICY'] !== 'off') {
    throw new Problem(
      'engine_failed',
      `Servers and builds on the Docker Engine at ${host} have to be kept from this machine and its network, which ` +
        'needs root. Run tools/up as root, or set TOOLYARD_EGRESS_POLICY=off to run them without that protection.',
    );
  }
  return {
    host,
    link: env['TOOLYARD_ENGINE_LINK'] || null,
    group: env['TOOLYARD_ENGINE_CGROUP'] || null,
    child: null,
    cleanUp: async () => {},
  };
}

function checkAllowances(env: Env): void {
  try {
    parseAllowances(env['TOOLYARD_EGRESS_ALLOW'] ?? '');
  } catch (cause) {
    throw new Problem('bad_option', (cause as Error).message, { cause });
  }
}

async function unreachable(host: string): Promise<string | null> {
  try {
    await ping(host);
    return null;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}
