import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildSpec } from '../processes/child.js';
import type { DataFolder } from '../data-folder.js';
import { ping, systemDocker } from './docker-api.js';
import { find, install } from '../packages.js';
import { PrivateDocker } from './private-docker.js';
import { Problem } from '../problem.js';

export interface ChosenDocker {
  host: string;
  /** The engine to start; null when it was running before. */
  child: ChildSpec | null;
  /** Removes what an engine of our own leaves on the machine after it has stopped. */
  cleanUp(): Promise<void>;
}

/**
 * `DOCKER_HOST` when set; else the private engine of this data folder when it has one, because the images are there;
 * else the machine's engine when it answers; else a new private one.
 */
export async function chooseDocker(
  data: DataFolder,
  env: Record<string, string | undefined>,
  say: (line: string) => void,
): Promise<ChosenDocker> {
  const given = env['DOCKER_HOST'];
  if (given) {
    const failure = await unreachable(given);
    if (!failure) return running(given);
    throw new Problem(
      'engine_failed',
      `The Docker Engine at DOCKER_HOST=${given} does not answer (${failure}). ` +
        'Start it, or unset DOCKER_HOST to let Toolyard look for one.',
    );
  }
  const folder = join(data.path, 'docker');
  if (!existsSync(folder)) {
    const failure = await unreachable(systemDocker);
    if (!failure) return running(systemDocker);
    if (failure === 'EACCES') {
      throw new Problem(
        'engine_failed',
        'Docker runs, but you may not use it. Add yourself to its group (sudo usermod -aG docker "$USER"), ' +
          'sign in again, then try again.',
      );
    }
    const had = find('dockerd');
    install(['dockerd'], say);
    // Where services are managed, installing also starts one.
    for (let i = 0; !had && existsSync('/run/systemd/system') && i < 20; i++) {
      if (!(await unreachable(systemDocker))) return running(systemDocker);
      await delay(500);
    }
  }
  if (process.getuid?.() !== 0) {
    throw new Problem(
      'engine_failed',
      'No Docker Engine answers, and starting a private one needs root. ' +
        'Start Docker (sudo systemctl start docker), or run tools/up as root.',
    );
  }
  install(['dockerd'], say);
  say('Using a private Docker Engine');
  const own = new PrivateDocker(folder, data.instance);
  return { host: own.host, child: own.spec(join(data.run, 'docker.json'), env), cleanUp: () => own.cleanUp() };
}

const running = (host: string): ChosenDocker => ({ host, child: null, cleanUp: async () => {} });

async function unreachable(host: string): Promise<string | null> {
  try {
    await ping(host);
    return null;
  } catch (error) {
    if (error instanceof Problem) throw error;
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}
