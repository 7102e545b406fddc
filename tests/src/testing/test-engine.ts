import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { baseImages, Child, install, LogFile, ping, PrivateDocker } from '@toolyard/launcher/testing';

/** What the tests need of Docker, as environment variables. */
export interface TestEngine {
  env: Record<string, string>;
  stop(): Promise<void>;
}

const silent = { info() {}, warn() {} };

/** Where tests keep what is large: not in /tmp, which may be memory. */
export function cacheFolder(): string {
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'toolyard');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * One Docker Engine for a whole test run, with the base images: its own with its data in `folder`, or the one that
 * `DOCKER_HOST` names.
 */
export async function startTestEngine(
  root: string,
  folder: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<TestEngine> {
  let child: Child | null = null;
  let own: PrivateDocker | null = null;
  const stop = async () => {
    await child?.stop();
    await own?.cleanUp();
  };
  try {
    let host = process.env['DOCKER_HOST'] ?? '';
    if (host) await ping(host);
    else {
      install(['dockerd'], say);
      own = new PrivateDocker(join(folder, 'docker'), `test-${randomBytes(3).toString('hex')}`, process.env);
      child = new Child(
        own.spec(join(folder, 'docker.json')),
        new LogFile(join(folder, 'docker.log')),
        silent,
        () => {},
      );
      await child.start();
      host = own.host;
    }
    const images = await baseImages({ root, data: folder, host, env: process.env, say, signal });
    return {
      env: {
        DOCKER_HOST: host,
        ...(own ? { TOOLYARD_ENGINE_LINK: own.link, TOOLYARD_ENGINE_CGROUP: own.group } : {}),
        ...images,
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
