import { containerLabels } from '@toolyard/contracts';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import { dockerStatusOf } from '@toolyard/service';
import Docker from 'dockerode';
import {
  type ContainerEvent,
  ContainerHost,
  type ContainerSpec,
  type ContainerState,
  HostRefusal,
  type Listener,
  type NetworkState,
} from './container-host.js';
import { firstFile } from './first-file.js';
import { assertSandbox } from './sandbox.js';
import { stateOf } from './container-state.js';
import { containerName, createOptions, needsPasswd, numericUser, networkName } from './container-options.js';
import { reasonOf, unlessGone } from './docker-errors.js';
import { DockerNetworks, type NetworkPoolOptions } from './docker-networks.js';
import { framesOf, type OutputFrame } from './output-frames.js';
import { listenersOf } from './sockets.js';

const callTimeoutMs = 30_000;
const pingTimeoutMs = 5_000;
/** The embedded name server of a container's network, which is not a listener of the server. */
const engineNameServer = '127.0.0.11';

interface DockerHostOptions extends NetworkPoolOptions {
  /** Replaces the engine that the environment names. */
  connection?: Docker.DockerOptions;
}

/** Containers of the local Docker Engine, through its API. */
export class DockerHost extends ContainerHost {
  private readonly docker: Docker;
  /** Without a timeout, for streams that send nothing for hours. */
  private readonly streams: Docker;
  /** With a new connection for each call: an engine that is shutting down answers only on open connections. */
  private readonly pings: Docker;
  private readonly ownNetworks: DockerNetworks;

  constructor(private readonly options: DockerHostOptions) {
    super();
    this.docker = new Docker({ ...options.connection, timeout: callTimeoutMs });
    this.streams = new Docker({ ...options.connection });
    this.pings = new Docker({
      ...options.connection,
      timeout: pingTimeoutMs,
      agent: new Agent({ keepAlive: false }),
    } as Docker.DockerOptions);
    this.ownNetworks = new DockerNetworks(this.docker, options);
  }

  async ping(): Promise<void> {
    await this.pings.ping();
  }

  async containers(serverId?: string): Promise<ContainerState[]> {
    const listed = await this.docker.listContainers({ all: true, filters: { label: this.filter(serverId) } });
    const inspected = await Promise.all(
      listed.map((one) => unlessGone(this.docker.getContainer(one.Id).inspect(), null)),
    );
    return inspected.flatMap((one) =>
      one ? [stateOf(one, networkName(this.options.instance, one.Config.Labels[containerLabels.server]!))] : [],
    );
  }

  networks(serverId?: string): Promise<NetworkState[]> {
    return this.ownNetworks.list(serverId);
  }

  createNetwork(serverId: string): Promise<void> {
    return this.ownNetworks.create(serverId);
  }

  keepApart(): Promise<void> {
    return this.ownNetworks.keepApart();
  }

  uncoverPool(): Promise<void> {
    return this.ownNetworks.uncoverPool();
  }

  removeNetwork(id: string): Promise<void> {
    return this.ownNetworks.remove(id);
  }

  async create(spec: ContainerSpec): Promise<string> {
    try {
      await assertSandbox(this.docker, spec.run);
      const image = await this.docker.getImage(spec.imageDigest).inspect();
      const defaults = {
        user: await this.userOf(spec.imageDigest, image.Config.User ?? ''),
        volumes: Object.keys(image.Config.Volumes ?? {}),
        labels: Object.keys(image.Config.Labels ?? {}),
      };
      return (await this.docker.createContainer(createOptions(this.options.instance, spec, defaults))).id;
    } catch (error) {
      if (error instanceof HostRefusal) throw error;
      if (dockerStatusOf(error) === 409)
        return (await this.docker.getContainer(containerName(this.options.instance, spec)).inspect()).Id;
      if (dockerStatusOf(error) === 404 && /image/i.test(String(error))) {
        throw new HostRefusal(
          'image_gone',
          `The image ${spec.imageDigest} is no longer on this machine. Deploy the commit again to build it.`,
          { cause: error },
        );
      }
      const message = `The container could not be created: ${reasonOf(error)}`;
      if (dockerStatusOf(error) !== undefined) throw new HostRefusal('start_failed', message, { cause: error });
      throw error;
    }
  }

  /** @throws HostRefusal `start_failed` for a name that is unknown in the image, or that is another name of root */
  private async userOf(imageDigest: string, imageUser: string): Promise<string> {
    const passwd = needsPasswd(imageUser) ? await this.passwdOf(imageDigest) : null;
    const user = numericUser(imageUser, passwd);
    if (user !== null) return user;
    throw new HostRefusal(
      'start_failed',
      `The user ${JSON.stringify(imageUser.slice(0, 100))} of the image has no number in its /etc/passwd, ` +
        'or is root under another name. Name a user with a number other than 0 in the Dockerfile, such as ' +
        'USER 10001.',
    );
  }

  /** Reads `/etc/passwd` of an image, from a container that is never started. */
  private async passwdOf(imageDigest: string): Promise<string | null> {
    const container = await this.docker.createContainer({
      Image: imageDigest,
      Cmd: ['none'],
      NetworkDisabled: true,
      Labels: { [containerLabels.instance]: `${this.options.instance}-passwd` },
    });
    try {
      const archive = await unlessGone(container.getArchive({ path: '/etc/passwd' }), null);
      return archive && (await firstFile(archive as NodeJS.ReadableStream & Readable));
    } finally {
      await container.remove({ force: true, v: true });
    }
  }

  requireGuard(): Promise<void> {
    return this.ownNetworks.requireGuard();
  }

  async start(containerId: string): Promise<void> {
    await this.ownNetworks.requireGuard();
    try {
      await this.docker.getContainer(containerId).start();
    } catch (error) {
      const status = dockerStatusOf(error);
      if (status === 304) return;
      if (status === undefined) throw error;
      if (/no available IPv4 addresses/i.test(String(error))) {
        throw new HostRefusal(
          'no_network',
          `The server's network has no free address: a /${this.options.networkPrefix} is too small for ` +
            'this number of replicas. Use fewer replicas.',
          { cause: error },
        );
      }
      throw new HostRefusal(
        status === 404 && /no such container/i.test(String(error)) ? 'gone' : 'start_failed',
        `The container could not be started: ${reasonOf(error)}`,
        { cause: error },
      );
    }
  }

  async stop(containerId: string, graceSeconds: number): Promise<void> {
    try {
      await this.docker.getContainer(containerId).stop({ t: graceSeconds });
    } catch (error) {
      // 304: it is not running.
      if (dockerStatusOf(error) !== 304 && dockerStatusOf(error) !== 404) throw error;
    }
  }

  async remove(containerId: string): Promise<void> {
    await unlessGone(this.docker.getContainer(containerId).remove({ force: true, v: true }), undefined);
  }

  async *output(
    containerId: string,
    options: { since?: string; follow: boolean; tail?: number; signal?: AbortSignal },
  ): AsyncGenerator<OutputFrame[]> {
    const query = {
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(options.tail === undefined ? {} : { tail: options.tail }),
      ...(options.since ? { since: secondsOf(options.since) } : {}),
    };
    const container = this.streams.getContainer(containerId);
    if (!options.follow) {
      const all = await unlessGone(
        container.logs({ ...query, follow: false } as never) as unknown as Promise<Buffer>,
        Buffer.alloc(0),
      );
      yield* framesOf([all]);
      return;
    }
    const stream = await unlessGone(
      container.logs({ ...query, follow: true, abortSignal: options.signal } as never) as unknown as Promise<
        AsyncIterable<Buffer> & { destroy(): void }
      >,
      null,
    );
    if (!stream) return;
    try {
      yield* framesOf(stream);
    } catch (error) {
      if (!options.signal?.aborted) throw error;
    } finally {
      stream.destroy();
    }
  }

  async secretsOf(containerId: string): Promise<string[]> {
    const inspected = await unlessGone(this.docker.getContainer(containerId).inspect(), null);
    const names = new Set((inspected?.Config.Labels[containerLabels.variables] ?? '').split(','));
    return (inspected?.Config.Env ?? []).flatMap((entry) =>
      names.has(entry.slice(0, entry.indexOf('='))) ? [entry.slice(entry.indexOf('=') + 1)] : [],
    );
  }

  async listeners(containerId: string): Promise<Listener[] | null> {
    try {
      const { State } = await this.docker.getContainer(containerId).inspect();
      // The process id is valid here only when the engine runs on this machine.
      if (!State.Pid || !(await readFile(`/proc/${State.Pid}/cgroup`, 'utf8')).includes(containerId)) return null;
      const tables = await Promise.all(
        ['tcp', 'tcp6'].map((table) => readFile(`/proc/${State.Pid}/net/${table}`, 'utf8').catch(() => '')),
      );
      return tables.flatMap(listenersOf).filter((one) => one.address !== engineNameServer);
    } catch {
      return null;
    }
  }

  async *events(onOpen: () => void, signal: AbortSignal): AsyncGenerator<ContainerEvent> {
    const stream = (await this.streams.getEvents({
      abortSignal: signal,
      filters: { label: this.filter(), type: ['container'], event: ['start', 'die', 'destroy'] },
    })) as unknown as AsyncIterable<Buffer> & { destroy(): void };
    onOpen();
    let pending = '';
    try {
      for await (const data of stream) {
        const lines = (pending + data.toString()).split('\n');
        pending = lines.pop()!;
        for (const line of lines.filter(Boolean)) {
          const event = JSON.parse(line) as { Actor: { ID: string; Attributes: Record<string, string> } };
          yield { serverId: event.Actor.Attributes[containerLabels.server] ?? '', containerId: event.Actor.ID };
        }
      }
    } finally {
      stream.destroy();
    }
  }

  private filter(serverId?: string): string[] {
    return [
      `${containerLabels.instance}=${this.options.instance}`,
      ...(serverId ? [`${containerLabels.server}=${serverId}`] : []),
    ];
  }
}

/** `2026-11-23T01:02:03.000000004Z` in the form of the engine's option `since`: `1795395723.000000004`. */
function secondsOf(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '';
  return `${Math.floor(Date.parse(at) / 1000)}.${fraction.padEnd(9, '0').slice(0, 9)}`;
}
