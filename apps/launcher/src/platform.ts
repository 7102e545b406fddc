import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type ServiceName, services } from '@toolyard/contracts';
import { DataFolder } from './data-folder.js';
import { DiskReserve } from './disk-reserve.js';
import { baseImages } from './docker/base-images.js';
import { chooseDocker, type ChosenDocker } from './docker/choose-docker.js';
import { clearRoutes, forgetAddresses, serversStarting } from './docker/container-addresses.js';
import { removeInstance } from './docker/docker-api.js';
import type { UpOptions } from './options.js';
import { install } from './packages.js';
import { platformFile } from './platform-file.js';
import { assertFree, freePorts } from './ports.js';
import { Problem } from './problem.js';
import { eventStorePassword, eventStoreSpec, serviceSpec } from './processes/children.js';
import { type Layout, serviceUrl } from './processes/layout.js';
import { endLeftovers } from './processes/leftovers.js';
import { LogFile } from './processes/log-file.js';
import { logTo, type Log } from './processes/log.js';
import { natsLogin, natsSpec } from './processes/nats.js';
import { RunningChildren } from './processes/running-children.js';
import { SetUpLink } from './set-up-link.js';

type Env = Record<string, string | undefined>;

const serversWithinMs = 30_000;
const shownServers = 5;

/**
 * Everything that runs for one data folder. {@link Platform.start} brings all of it up or leaves nothing behind;
 * {@link Platform.stop} stops it in the order that loses nothing. The steps are methods, in their order.
 */
export class Platform {
  private readonly ownLog: LogFile;
  readonly log: Log;
  private readonly children: RunningChildren;
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
    this.children = new RunningChildren(data, this.log, () => this.publish());
    this.reserve = new DiskReserve(data.path, this.log);
  }

  /**
   * What can be checked before anything is touched.
   * @throws Problem `port_in_use`, `no_disk`
   */
  static async check(options: UpOptions): Promise<void> {
    await assertFree(options.host, options.port);
    DataFolder.checkDisk(options.data);
  }

  /**
   * @param root folder of the project
   * @param say prints a line for the person at the terminal
   * @param signal ends the start; what was started is stopped again
   * @throws Problem
   */
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

  /** The public port as this machine reaches it. */
  get address(): string {
    return serviceUrl(this.layout!, 'gateway');
  }

  /** Makes the first admin; null once there is one. */
  get setupUrl(): string | null {
    return this.link?.url ?? null;
  }

  private async startAll(): Promise<void> {
    await endLeftovers(this.data);
    install(this.env['NATS_URL'] ? ['git'] : ['git', 'nats-server'], this.say);
    this.docker = await chooseDocker(this.data, this.env, this.say);
    const layout = await this.layOut(this.docker);
    this.layout = layout;
    this.reserve.start();
    this.say('Starting the engines and services');
    await this.startChildren(layout, this.docker);
    this.up = true;
    this.link = await SetUpLink.open(layout, () => this.publish());
    this.publish();
    await this.awaitServers(layout);
    this.log.info('all healthy', { url: this.options.publicUrl });
  }

  /** Decides where everything listens. */
  private async layOut(docker: ChosenDocker): Promise<Layout> {
    const { data, env, options, root } = this;
    const listening = [...services, 'eventStore', 'nats'] as const;
    const free = await freePorts(listening.length);
    const ports = Object.fromEntries(listening.map((name, i) => [name, free[i]!])) as Layout['ports'];
    const ownEventStore = `esdb://toolyard:${eventStorePassword(data)}@127.0.0.1:${ports.eventStore}?tls=false`;
    return {
      root,
      options,
      data,
      ports,
      env,
      eventStoreUrl: env['EVENTSTORE_URL'] || ownEventStore,
      natsUrl: env['NATS_URL'] || `nats://127.0.0.1:${ports.nats}`,
      natsToken: env['NATS_TOKEN'],
      dockerHost: docker.host,
      engineLink: docker.link,
      engineGroup: docker.group,
      runId: randomUUID(),
      setupToken: SetUpLink.token(),
    };
  }

  /** Each child starts as soon as what it needs is healthy. */
  private async startChildren(layout: Layout, chosen: ChosenDocker): Promise<void> {
    const docker = chosen.child ? this.children.start(chosen.child) : Promise.resolve();
    const engines = this.startEngines(layout);
    const images = docker.then(() => this.makeBaseImages(layout));
    const start = (service: ServiceName, more: Env = {}) => this.children.start(serviceSpec(layout, service, more));
    await Promise.all([
      docker,
      engines.then(() => Promise.all([start('identity'), start('registry'), start('secrets'), start('analytics')])),
      Promise.all([engines, docker]).then(() => start('runtime')),
      // The gateway calls itself healthy when all others are, so it starts with the last of them.
      Promise.all([engines, images]).then(([, more]) => Promise.all([start('builds', more), start('gateway')])),
    ]);
  }

  private async startEngines(layout: Layout): Promise<void> {
    await Promise.all([
      this.env['EVENTSTORE_URL'] ? null : this.children.start(eventStoreSpec(layout)),
      this.env['NATS_URL'] ? null : this.children.start(natsSpec(layout, this.reserve)),
    ]);
  }

  private makeBaseImages({ root, data, dockerHost, env }: Layout): Promise<Env> {
    return baseImages({ root, data: data.path, host: dockerHost, env, say: this.say, signal: this.halt.signal });
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
    const more = starting.length - shownServers;
    const shown = starting.slice(0, shownServers).join(', ') + (more > 0 ? ` and ${more} more` : '');
    this.say(`Still starting: ${shown}. Calls to them are answered as soon as their containers are ready.`);
    this.log.warn('servers are still starting', { servers: starting });
  }

  /**
   * Stops in the order that loses nothing: the gateway, the services, the engines. Safe to call at any time, once.
   */
  async stop(): Promise<void> {
    this.log.info('stopping');
    this.halt.abort();
    this.children.close();
    this.up = false;
    this.link?.stop();
    this.reserve.stop();
    await this.children.stop('gateway');
    await this.children.stop(...services);
    await this.removeContainers();
    await this.forgetContainers();
    await this.children.stop('event-store', 'nats', 'docker');
    await this.docker?.cleanUp();
    this.data.removePlatformFile();
    this.log.info('stopped');
    this.ownLog.close();
    this.data.release();
  }

  private async removeContainers(): Promise<void> {
    const { docker } = this;
    if (!docker || (docker.child && !this.children.isHealthy('docker'))) return;
    await removeInstance(docker.host, this.data.instance, docker.link).catch((error: unknown) => {
      this.say(
        `Containers may be left on ${docker.host}: ${(error as Error).message}. ` +
          'tools/down removes them once Docker answers.',
      );
    });
  }

  /** An address of a container that is gone may belong to another machine at the next start. */
  private async forgetContainers(): Promise<void> {
    const { layout } = this;
    if (layout && (layout.env['NATS_URL'] || this.children.isHealthy('nats'))) {
      await clearRoutes({ url: layout.natsUrl, ...natsLogin(layout, 'launcher') }).catch((error: unknown) => {
        // Another run does not trust them either.
        this.log.warn('the routes of the containers that were removed could not be cleared', {
          error: (error as Error).message,
        });
      });
    }
    forgetAddresses(this.data, this.env);
  }

  /** Scripts and people find the running processes here; a restarted child has a new number. */
  private publish(): void {
    if (!this.up || !this.layout) return;
    try {
      this.data.writePlatformFile(platformFile(this.layout, this.setupUrl, (name) => this.children.pid(name)));
    } catch (error) {
      // The platform runs; on a full disk the file describes the last change that could be written.
      this.log.warn(`toolyard.json could not be written: ${(error as Error).message}`);
    }
  }
}
