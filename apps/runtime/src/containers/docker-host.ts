import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { log } from '@toolyard/service';
import { Mutex } from 'async-mutex';
import Docker from 'dockerode';
import { containerName, createOptions, labels, networkName, networkOptions } from './container-options.js';
import {
  ContainerEngine,
  type ContainerSpec,
  type ContainerState,
  type EngineEvent,
  EngineRefusal,
  type Listener,
  type NetworkState,
} from './container-host.js';
import { coverPool, keepApart, uncoverPool } from './firewall.js';
import { framesOf, type OutputFrame } from './output-frames.js';
import { listenersOf } from './sockets.js';
import { formatRange, freeRange, parseRange, type Range, routedRanges } from './subnets.js';

const callTimeoutMs = 30_000;
const pingTimeoutMs = 5_000;
/** The embedded name server of a container's network; no listener of its own. */
const engineNameServer = '127.0.0.11';

export interface DockerEngineOptions {
  instance: string;
  /** Networks are cut from this range, e.g. `10.213.0.0/16`. */
  networkPool: string;
  /** Size of one server's network; 27 has room for 29 containers. */
  networkPrefix: number;
  /** Instead of the daemon that the environment names. */
  connection?: Docker.DockerOptions;
}

/** Containers of the local Docker Engine, through its API. */
export class DockerEngine extends ContainerEngine {
  private readonly docker: Docker;
  /** Without a time-out: for streams that are quiet for hours. */
  private readonly streams: Docker;
  /**
   * On a connection of its own each time, because an engine that is stopping takes no new ones but still answers on
   * those it has.
   */
  private readonly pings: Docker;
  private readonly pool: Range;
  /** Two networks made at once must not pick the same range. */
  private readonly networkCreation = new Mutex();
  private keptApart: boolean | undefined;
  private covered: boolean | undefined;

  constructor(private readonly options: DockerEngineOptions) {
    super();
    this.docker = new Docker({ ...options.connection, timeout: callTimeoutMs });
    this.streams = new Docker({ ...options.connection });
    this.pings = new Docker({
      ...options.connection,
      timeout: pingTimeoutMs,
      agent: new Agent({ keepAlive: false }),
    } as Docker.DockerOptions);
    this.pool = parseRange(options.networkPool);
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
      one ? [stateOf(one, networkName(this.options.instance, one.Config.Labels[labels.server]!))] : [],
    );
  }

  async networks(serverId?: string): Promise<NetworkState[]> {
    const listed = await this.docker.listNetworks({ filters: { label: this.filter(serverId) } });
    return listed
      .map((one) => ({ id: one.Id, serverId: one.Labels![labels.server]! }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  createNetwork(serverId: string): Promise<void> {
    return this.networkCreation.runExclusive(() => this.createNetworkNow(serverId));
  }

  private async createNetworkNow(serverId: string): Promise<void> {
    const existing = await this.docker.listNetworks();
    const name = networkName(this.options.instance, serverId);
    if (existing.some((one) => one.Name === name)) return;
    const taken = [
      ...existing.flatMap((one) => (one.IPAM?.Config ?? []).flatMap((config) => rangeOrNone(config.Subnet))),
      ...(await machineRanges(this.pool)),
    ];
    for (;;) {
      const range = freeRange(this.pool, this.options.networkPrefix, taken, this.options.instance);
      if (!range) {
        throw new EngineRefusal(
          'no_network',
          `No address range is left for another server's network: every /${this.options.networkPrefix} of ${this.options.networkPool} is in use. ` +
            'Running servers are untouched. Set TOOLYARD_NETWORK_POOL to a larger range, or delete servers that are not needed.',
        );
      }
      try {
        await this.docker.createNetwork(networkOptions(this.options.instance, serverId, formatRange(range)));
        return;
      } catch (error) {
        if (statusOf(error) === 409) return;
        // Another platform on this engine was faster, or the engine knows a use of the range that is not listed.
        if (statusOf(error) !== 403 && !/overlap|conflicts? with|in use/i.test(String(error))) throw error;
        taken.push(range);
      }
    }
  }

  async keepApart(): Promise<void> {
    const kept = await keepApart(this.options.networkPool);
    if (!kept && this.keptApart !== false)
      log.info('the firewall cannot be reached from here: only the engine itself keeps the networks of servers apart');
    this.keptApart = kept;
    const covered = await coverPool(this.options.networkPool, this.options.instance);
    if (!covered && this.covered !== false)
      log.info(
        'routes cannot be set from here: only the gateway itself keeps from connecting to addresses that no container has',
      );
    this.covered = covered;
  }

  async uncoverPool(): Promise<void> {
    await uncoverPool(this.options.networkPool, this.options.instance);
  }

  async removeNetwork(id: string): Promise<void> {
    await unlessGone(this.docker.getNetwork(id).remove(), undefined);
  }

  async create(spec: ContainerSpec): Promise<string> {
    try {
      const image = await this.docker.getImage(spec.imageDigest).inspect();
      const defaults = { user: image.Config.User ?? '', volumes: Object.keys(image.Config.Volumes ?? {}) };
      return (await this.docker.createContainer(createOptions(this.options.instance, spec, defaults))).id;
    } catch (error) {
      if (statusOf(error) === 409)
        return (await this.docker.getContainer(containerName(this.options.instance, spec)).inspect()).Id;
      if (statusOf(error) === 404 && /image/i.test(String(error))) {
        throw new EngineRefusal(
          'image_gone',
          `The image ${spec.imageDigest} is no longer on this machine. Deploy the commit again to build it anew.`,
          { cause: error },
        );
      }
      if (statusOf(error) !== undefined)
        throw new EngineRefusal('start_failed', `The container could not be made: ${reasonOf(error)}`, {
          cause: error,
        });
      throw error;
    }
  }

  async start(containerId: string): Promise<void> {
    try {
      await this.docker.getContainer(containerId).start();
    } catch (error) {
      const status = statusOf(error);
      if (status === 304) return;
      if (status === undefined) throw error;
      if (/no available IPv4 addresses/i.test(String(error))) {
        throw new EngineRefusal(
          'no_network',
          `The server's network has no address left: a /${this.options.networkPrefix} is too small for that many replicas. Use fewer replicas.`,
          { cause: error },
        );
      }
      throw new EngineRefusal(
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
      // 304: it does not run.
      if (statusOf(error) !== 304 && statusOf(error) !== 404) throw error;
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
    const names = new Set((inspected?.Config.Labels[labels.variables] ?? '').split(','));
    return (inspected?.Config.Env ?? []).flatMap((entry) =>
      names.has(entry.slice(0, entry.indexOf('='))) ? [entry.slice(entry.indexOf('=') + 1)] : [],
    );
  }

  async listeners(containerId: string): Promise<Listener[] | null> {
    try {
      const { State } = await this.docker.getContainer(containerId).inspect();
      // The process id means something here only when the engine runs on this machine.
      if (!State.Pid || !(await readFile(`/proc/${State.Pid}/cgroup`, 'utf8')).includes(containerId)) return null;
      const tables = await Promise.all(
        ['tcp', 'tcp6'].map((table) => readFile(`/proc/${State.Pid}/net/${table}`, 'utf8').catch(() => '')),
      );
      return tables.flatMap(listenersOf).filter((one) => one.address !== engineNameServer);
    } catch {
      return null;
    }
  }

  async *events(onOpen: () => void, signal: AbortSignal): AsyncGenerator<EngineEvent> {
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
          yield { serverId: event.Actor.Attributes[labels.server] ?? '', containerId: event.Actor.ID };
        }
      }
    } finally {
      stream.destroy();
    }
  }

  private filter(serverId?: string): string[] {
    return [`${labels.instance}=${this.options.instance}`, ...(serverId ? [`${labels.server}=${serverId}`] : [])];
  }
}

function stateOf(inspected: Docker.ContainerInspectInfo, network: string): ContainerState {
  const { State, Config, NetworkSettings } = inspected;
  const running = State.Status === 'running' || State.Status === 'paused' || State.Status === 'restarting';
  const state = running
    ? 'running'
    : State.Status === 'created' || State.Status === 'removing'
      ? State.Status
      : 'exited';
  return {
    id: inspected.Id,
    serverId: Config.Labels[labels.server]!,
    deploymentId: Config.Labels[labels.deployment] ?? '',
    replica: Number(Config.Labels[labels.replica]),
    port: Number(Config.Labels[labels.port]),
    state,
    startedAt: timeOf(State.StartedAt),
    finishedAt: running ? null : timeOf(State.FinishedAt),
    exitCode: state === 'exited' ? State.ExitCode : null,
    outOfMemory: State.OOMKilled,
    address: running ? NetworkSettings.Networks[network]?.IPAddress || null : null,
    networkIds: Object.values(NetworkSettings.Networks).flatMap((one) => (one.NetworkID ? [one.NetworkID] : [])),
  };
}

function timeOf(text: string): number | null {
  return text.startsWith('0001-') ? null : Date.parse(text);
}

/** `2026-11-23T01:02:03.000000004Z` as the engine's `since` wants it: `1795395723.000000004`. */
function secondsOf(at: string): string {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '';
  return `${Math.floor(Date.parse(at) / 1000)}.${fraction.padEnd(9, '0').slice(0, 9)}`;
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** The engine's own words without the layers that passed them on. */
function reasonOf(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message: string };
  return (json?.message ?? message)
    .replace(/^.*unable to start container process: /s, '')
    .replace(/: unknown$/, '')
    .trim();
}

async function unlessGone<T, U>(answer: Promise<T>, gone: U): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    // 409: somebody is removing it right now.
    if (statusOf(error) === 404 || (statusOf(error) === 409 && /already in progress/.test(String(error)))) return gone;
    throw error;
  }
}

function rangeOrNone(cidr: string | undefined): Range[] {
  try {
    return cidr ? [parseRange(cidr)] : [];
  } catch {
    return [];
  }
}

/** What other engines on this machine took. A route wider than the pool (a company's 10.0.0.0/8) is no use of it. */
async function machineRanges(pool: Range): Promise<Range[]> {
  return routedRanges(await readFile('/proc/net/route', 'utf8').catch(() => '')).filter(
    (range) => range.prefix >= pool.prefix,
  );
}
