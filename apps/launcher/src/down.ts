import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './processes/child.js';
import { forgetAddresses } from './docker/container-addresses.js';
import { DataFolder } from './data-folder.js';
import { ping, removeInstance, systemDocker } from './docker/docker-api.js';
import { LogFile } from './processes/log-file.js';
import { endLeftovers } from './processes/leftovers.js';
import { PrivateDocker } from './docker/private-docker.js';
import { Problem } from './problem.js';
import { gone } from './processes/processes.js';

const stopWithinMs = 90_000;

/** Stops the platform of a data folder, whether its launcher still lives or was killed. Answers what was done. */
export async function down(path: string, env: Record<string, string | undefined>): Promise<string> {
  if (!DataFolder.exists(path)) return `There is no platform in ${path}.`;
  const data = DataFolder.open(path);
  const launcher = data.launcher();
  if (launcher) {
    process.kill(launcher.pid, 'SIGTERM');
    if (!(await gone(launcher, stopWithinMs))) {
      throw new Problem(
        'not_stopped',
        `The launcher (process ${launcher.pid}) has not stopped within ${stopWithinMs / 1_000} s. ` +
          `Look into ${data.logs}, then end it yourself.`,
      );
    }
    return `Stopped. The data stays in ${path}.`;
  }
  data.take();
  try {
    await clearAway(data, env);
  } finally {
    data.removePlatformFile();
    data.release();
  }
  return `Nothing runs for ${path}.`;
}

/** What a killed launcher could not do. */
async function clearAway(data: DataFolder, env: Record<string, string | undefined>): Promise<void> {
  const engineFile = join(data.run, 'docker.json');
  const hadEngine = existsSync(engineFile);
  await endLeftovers(data);
  const engine = new PrivateDocker(join(data.path, 'docker'), data.instance, env);
  if (hadEngine) {
    // Bridges of its networks stay on the machine until the engine itself removes them.
    const log = new LogFile(join(data.logs, 'docker.log'));
    const child = new Child(engine.spec(engineFile), log, { info() {}, warn() {} }, () => {});
    try {
      await child.start();
      await removeInstance(engine.host, data.instance, engine.link);
    } finally {
      await child.stop();
    }
  }
  forgetAddresses(data, env);
  await engine.cleanUp();
  const host = env['DOCKER_HOST'] || systemDocker;
  if (
    await ping(host).then(
      () => true,
      () => false,
    )
  )
    await removeInstance(host, data.instance, env['TOOLYARD_ENGINE_LINK'] || null);
}
