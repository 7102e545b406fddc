import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { containerLabels, type RunSpec } from '@toolyard/contracts';
import { serverProgram, type ServerScript } from '@toolyard/mcp/testing';
import Docker from 'dockerode';
import { pack } from 'tar-stream';

const base = process.env['TOOLYARD_BASE_NODE'] || 'toolyard/base-node:dev';

const common: ServerScript = {
  name: 'fixture',
  sessions: true,
  tools: [
    {
      name: 'echo',
      description: 'Says it back',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
    },
    { name: 'facts', description: 'Describes the container', does: 'facts' },
  ],
};

/** What the server in a container does. */
const scripts = {
  legacy: common,
  modern: { ...common, eras: ['modern'] },
  hanging: { ...common, tools: [{ name: 'hang', does: 'hang' }] },
  html: { page: '<!doctype html><title>Shop</title><h1>Welcome to the shop</h1>' },
  notools: { ...common, toolList: null },
  loopback: { ...common, host: '127.0.0.1' },
  exit: { process: 'exit' },
  silent: { process: 'silent' },
  memory: { process: 'memory' },
  forks: { process: 'forks' },
  flood: { ...common, process: 'flood' },
} satisfies Record<string, ServerScript>;

export type Mode = keyof typeof scripts;

/**
 * An image with the scripted server, built from the platform's Node base image.
 * @param last instructions at the end of its Dockerfile
 */
export async function buildFixtureImage(
  docker: Docker,
  last: string[] = ['USER root', 'VOLUME /data'],
): Promise<{ digest: string; remove(): Promise<void> }> {
  const tag = `toolyard/runtime-fixture:${randomBytes(4).toString('hex')}`;
  const dockerfile = `FROM ${base}\nCOPY server.mjs /srv/server.mjs\n${last.join('\n')}\n`;
  const stream = await docker.buildImage(context(dockerfile), { t: tag, forcerm: true });
  await new Promise<void>((done, failed) =>
    docker.modem.followProgress(stream, (error, output: { error?: string }[]) => {
      const problem = error ?? output?.find((one) => one.error)?.error;
      if (problem) failed(problem instanceof Error ? problem : new Error(String(problem)));
      else done();
    }),
  );
  const { Id } = await docker.getImage(tag).inspect();
  return {
    digest: Id,
    remove: async () =>
      void (await docker
        .getImage(tag)
        .remove({ force: true })
        .catch(() => undefined)),
  };
}

function context(dockerfile: string): Readable {
  const archive = pack();
  archive.entry({ name: 'Dockerfile' }, dockerfile);
  archive.entry({ name: 'server.mjs', mode: 0o644 }, serverProgram);
  archive.finalize();
  return archive as unknown as Readable;
}

export function runSpec(mode: Mode, over: Partial<RunSpec> = {}): RunSpec {
  return {
    port: 8080,
    paths: ['/mcp', '/', '/sse'],
    command: ['node', '/srv/server.mjs', JSON.stringify(scripts[mode])],
    startupSeconds: 30,
    memoryMb: 128,
    cpus: 1,
    pids: 64,
    ...over,
  };
}

/** Removes every container and network of an installation, at the end of a test. */
export async function removeInstance(docker: Docker, instance: string): Promise<void> {
  const filters = { label: [`${containerLabels.instance}=${instance}`] };
  for (const one of await docker.listContainers({ all: true, filters }))
    await docker
      .getContainer(one.Id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
  for (let round = 0; round < 20; round++) {
    const networks = await docker.listNetworks({ filters });
    if (networks.length === 0) return;
    for (const one of networks)
      await docker
        .getNetwork(one.Id)
        .remove()
        .catch(() => undefined);
    await pause(100);
  }
}

export function testInstance(): string {
  return `test-${randomBytes(4).toString('hex')}`;
}
