import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceName, services } from '@toolyard/contracts';
import { baseImages } from './docker/base-images.js';
import { Child, type ChildSpec } from './processes/child.js';
import {
  eventStorePassword,
  eventStoreSpec,
  type Layout,
  natsLogin,
  natsSpec,
  serviceSpec,
  serviceUrl,
} from './processes/children.js';
import { clearRoutes, forgetAddresses, serversStarting } from './docker/container-addresses.js';
import { DataFolder } from './data-folder.js';
import { DiskReserve } from './disk-reserve.js';
import { chooseDocker, type ChosenDocker } from './docker/choose-docker.js';
import { removeInstance } from './docker/docker-api.js';
import { logTo, type Log } from './processes/log.js';
import { LogFile } from './processes/log-file.js';
import type { UpOptions } from './options.js';
import { install, type Program } from './packages.js';
import { assertFree, freePorts } from './ports.js';
import { Problem } from './problem.js';
import { end, type ProcessIdentity } from './processes/processes.js';
import { SetUpLink } from './set-up-link.js';

type Env = Record<string, string | undefined>;

const serversWithinMs = 30_000;

/** Everything that runs for one data folder. `start` either brings all of it up or leaves nothing behind. */
export class Platform {
  private readonly children = new Map<string, Child>();
  private readonly ownLog: LogFile;
  readonly log: Log;
  private readonly reserve: DiskReserve;
  private docker: ChosenDocker | null = null;
  private layout: Layout | null = null;
  private link: SetUpLink | null = null;
  private up = false;
  private readonly halt = new AbortController();

  private constructor(
    readonly data: DataFolder,
    private readonly options: UpOptions,
    private readonly env: Env,
    private readonly root: string,
    private readonly say: (line: string) => void,
  ) {
    this.ownLog = new LogFile(join(data.logs, 'toolyard.log'));
    this.log = logTo(this.ownLog);
    this.reserve = new DiskReserve(data.path, this.log);
  }

  /** What can be known before anything is touched. */
  static async check(options: UpOptions): Promise<void> {
    await assertFree(options.host, options.port);
    DataFolder.checkDisk(options.data);
  }

  static async start(
    options: UpOptions,
    env: Env,
    root: string,
    say: (line: string) => void,
    signal: AbortSignal,
  ): Promise<Platform> {
    await Platform.check(options);
    const data = DataFolder.open(options.data);
    data.take();
    const platform = new Platform(data, options, env, root, say);
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Problem('interrupted', 'Stopped before everything was up.')), {
        once: true,
      });
    });
    interrupted.catch(() => {});
    try {
      await Promise.race([platform.startAll(), interrupted]);
      return platform;
    } catch (error) {
      platform.log.warn('the start failed', { error: (error as Error).message });
      await platform.stop();
      throw error;
    }
  }

  private async startAll(): Promise<void> {
    const { data, env, options, root, say } = this;
    await endLeftovers(data);
    const required: Program[] = ['git', ...(env['NATS_URL'] ? [] : (['nats-server'] as const))];
    install(required, say);
    const listening = [...services, 'eventStore', 'nats'] as const;
    const free = await freePorts(listening.length);
    const ports = Object.fromEntries(listening.map((name, i) => [name, free[i]!])) as Layout['ports'];
    this.docker = await chooseDocker(data, env, say);
    const layout: Layout = {
      root,
      options,
      data,
      ports,
      env,
      eventStoreUrl:
        env['EVENTSTORE_URL'] || `esdb://toolyard:${eventStorePassword(data)}@127.0.0.1:${ports.eventStore}?tls=false`,
      natsUrl: env['NATS_URL'] || `nats://127.0.0.1:${ports.nats}`,
      natsToken: env['NATS_TOKEN'],
      dockerHost: this.docker.host,
      runId: randomUUID(),
      setupToken: SetUpLink.token(),
    };
    this.layout = layout;
    this.reserve.start();
    say('Starting the engines and services');
    const docker = this.docker.child ? this.add(this.docker.child).start() : Promise.resolve();
    const engines = Promise.all([
      env['EVENTSTORE_URL'] ? null : this.add(eventStoreSpec(layout)).start(),
      env['NATS_URL'] ? null : this.add(natsSpec(layout, this.reserve)).start(),
    ]);
    const images = docker.then(() =>
      baseImages({ root, data: data.path, host: layout.dockerHost, env, say, signal: this.halt.signal }),
    );
    const start = (service: ServiceName, more: Env = {}) => this.add(serviceSpec(layout, service, more)).start();
    await Promise.all([
      docker,
      engines.then(() => Promise.all([start('identity'), start('registry'), start('secrets'), start('analytics')])),
      Promise.all([engines, docker]).then(() => start('runtime')),
      // The gateway calls itself healthy when all others are, so it starts with the last of them.
      Promise.all([engines, images]).then(([, more]) => Promise.all([start('builds', more), start('gateway')])),
    ]);
    this.up = true;
    this.link = await SetUpLink.open(layout, () => this.publish());
    this.publish();
    await this.awaitServers(layout);
    this.log.info('all healthy', { url: options.publicUrl });
  }

  /** Live servers answer only when their containers run again. One that is broken must not hold the start for ever. */
  private async awaitServers(layout: Layout): Promise<void> {
    const nats = { url: layout.natsUrl, ...natsLogin(layout, 'launcher') };
    const starting = await serversStarting(nats, layout.runId, serversWithinMs, this.halt.signal).catch(
      (error: unknown) => {
        this.log.warn('the routes could not be read', { error: (error as Error).message });
        return [];
      },
    );
    if (starting.length === 0) return;
    const shown = starting.slice(0, 5).join(', ') + (starting.length > 5 ? ` and ${starting.length - 5} more` : '');
    this.say(`Still starting: ${shown}. Calls to them are answered as soon as their containers are ready.`);
    this.log.warn('servers are still starting', { servers: starting });
  }

  /** The public port as this machine reaches it. */
  get address(): string {
    return serviceUrl(this.layout!, 'gateway');
  }

  /** Makes the first admin; null once there is one. */
  get setupUrl(): string | null {
    return this.link?.url ?? null;
  }

  /**
   * Stops in the order that loses nothing: the gateway, the services, the engines. Safe to call at
   * any time, once.
   */
  async stop(): Promise<void> {
    this.log.info('stopping');
    this.halt.abort();
    this.up = false;
    this.link?.stop();
    this.reserve.stop();
    await this.stopChildren(['gateway']);
    await this.stopChildren(services);
    if (this.docker && (!this.docker.child || this.children.get('docker')?.state === 'healthy')) {
      await removeInstance(this.docker.host, this.data.instance).catch((error: unknown) => {
        this.say(
          `Containers may be left on ${this.docker?.host}: ${(error as Error).message}. tools/down removes them once Docker answers.`,
        );
      });
    }
    await this.forgetContainers();
    await this.stopChildren(['event-store', 'nats', 'docker']);
    await this.docker?.cleanUp();
    this.data.removePlatformFile();
    this.log.info('stopped');
    this.ownLog.close();
    this.data.release();
  }

  /** An address of a container that is gone may belong to another machine at the next start. */
  private async forgetContainers(): Promise<void> {
    const { layout } = this;
    const reachable = layout && (layout.env['NATS_URL'] || this.children.get('nats')?.state === 'healthy');
    if (reachable) {
      await clearRoutes({ url: layout.natsUrl, ...natsLogin(layout, 'launcher') }).catch((error: unknown) => {
        // Another run does not trust them either.
        this.log.warn('the routes of the containers that were removed could not be cleared', {
          error: (error as Error).message,
        });
      });
    }
    forgetAddresses(this.data, this.env);
  }

  private async stopChildren(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const child = this.children.get(name);
        if (child && child.state !== 'stopped') await child.stop();
      }),
    );
  }

  private add(spec: ChildSpec): Child {
    // A start that was interrupted runs on for a moment; it must not start what would never be stopped.
    if (this.halt.signal.aborted) throw new Problem('interrupted', 'Stopped before everything was up.');
    const output = new LogFile(join(this.data.logs, `${spec.name}.log`));
    const child = new Child(spec, output, this.log, () => this.publish());
    this.children.set(spec.name, child);
    return child;
  }

  /** Scripts and people find the running processes here; a restarted child has a new number. */
  private publish(): void {
    if (!this.up || !this.layout) return;
    const layout = this.layout;
    const pid = (name: string) => this.children.get(name)?.pid ?? null;
    try {
      this.data.writePlatformFile({
        url: this.options.publicUrl,
        adminToken: this.data.adminToken,
        ...(this.setupUrl === null ? {} : { setupUrl: this.setupUrl }),
        pid: process.pid,
        services: Object.fromEntries(
          services.map((service) => [service, { pid: pid(service), url: serviceUrl(layout, service) }]),
        ),
        engines: {
          'event-store': { pid: pid('event-store'), url: layout.eventStoreUrl },
          nats: { pid: pid('nats'), url: layout.natsUrl },
          docker: { pid: pid('docker'), url: layout.dockerHost },
        },
      });
    } catch (error) {
      // The platform runs; on a full disk the file tells of the last change that could be written.
      this.log.warn(`toolyard.json could not be written: ${(error as Error).message}`);
    }
  }
}

/**
 * Processes of a launcher that was killed; normally they have ended by themselves. Engines last, so that services can
 * still say goodbye.
 */
export async function endLeftovers(data: DataFolder): Promise<void> {
  const files = readdirSync(data.run).filter((name) => name.endsWith('.json'));
  const engines = new Set(['event-store.json', 'nats.json', 'docker.json']);
  for (const group of [files.filter((name) => !engines.has(name)), files.filter((name) => engines.has(name))]) {
    await Promise.all(
      group.map(async (name) => {
        const path = join(data.run, name);
        const process = readIdentity(path);
        if (process && !(await end(process, 10_000)))
          throw new Problem(
            'not_stopped',
            `Process ${process.pid} of an earlier start cannot be ended. End it yourself, then try again.`,
          );
        rmSync(path, { force: true });
      }),
    );
  }
}

function readIdentity(path: string): ProcessIdentity | null {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity | null;
  } catch {
    return null;
  }
}
