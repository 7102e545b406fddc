import { Injectable } from '@nestjs/common';
import { Masker, Quotas } from '@toolyard/service';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { LogCursors } from './log-cursors.js';
import { LogDestinations } from './log-destinations.js';
import { LogFollower } from './log-follower.js';
import { LineLimiter, presentable } from './log-lines.js';
import { LogPublisher } from './log-publisher.js';
import { runKey } from '../containers/container-runs.js';

const settleMs = 3_000;
/** More than a failure quotes: the line that names the error can be far above the last one. */
const lastLines = 60;

/** Follows the output of every container, and knows the values to mask in it. */
@Injectable()
export class LogKeeper {
  private readonly followed = new Map<string, { run: string; follower: LogFollower | null; ended: boolean }>();
  /** By server; one whose containers are all gone takes a few bytes until the next start. */
  private readonly limiters = new Map<string, LineLimiter>();
  private readonly maskers = new Map<string, Promise<Masker>>();

  constructor(
    private readonly host: ContainerHost,
    private readonly publisher: LogPublisher,
    private readonly cursors: LogCursors,
    private readonly destinations: LogDestinations,
    private readonly quotas: Quotas,
  ) {}

  private limiter(serverId: string): LineLimiter {
    let limiter = this.limiters.get(serverId);
    if (!limiter) {
      limiter = new LineLimiter(() => this.quotas.limits.of('log_bytes_per_second', serverId));
      this.limiters.set(serverId, limiter);
    }
    return limiter;
  }

  /** Follows each of these containers that is not followed yet, and those that ended up to their last line. */
  follow(containers: ContainerState[]): void {
    for (const container of containers) {
      const entry = this.followed.get(container.id);
      const followed = entry && entry.run === runKey(container) && !(entry.ended && container.state === 'running');
      if (container.startedAt === null || container.state === 'removing' || followed || (entry && !entry.ended))
        continue;
      void this.followRun(container);
    }
  }

  private async followRun(container: ContainerState): Promise<void> {
    const entry = { run: runKey(container), follower: null as LogFollower | null, ended: false };
    this.followed.set(container.id, entry);
    try {
      const masker = await this.masker(container.id);
      entry.follower = new LogFollower(
        container,
        this.host,
        this.publisher,
        this.cursors,
        this.destinations,
        this.limiter(container.serverId),
        (text) => masker.mask(text),
      );
      await entry.follower.ended;
    } catch {
      // Nothing is published unmasked: without the values to mask the output waits in the engine for the next follower.
    } finally {
      entry.ended = true;
    }
  }

  /** Masks the variables of a container. Rejects while the container host does not answer. */
  masker(containerId: string): Promise<Masker> {
    let masker = this.maskers.get(containerId);
    if (!masker) {
      masker = this.host.secretsOf(containerId).then((values) => Masker.prepare(values));
      masker.catch(() => this.maskers.delete(containerId));
      this.maskers.set(containerId, masker);
    }
    return masker;
  }

  /** Resolves when the whole output of an ended container is published, after three seconds at the latest. */
  async settle(containerId: string): Promise<void> {
    const follower = this.followed.get(containerId)?.follower;
    if (!follower) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([follower.ended, new Promise((resolve) => (timer = setTimeout(resolve, settleMs)))]);
    clearTimeout(timer);
  }

  /** The last lines of a container's output, masked. */
  async tail(containerId: string): Promise<string[]> {
    const masker = await this.masker(containerId);
    const lines: string[] = [];
    for await (const frames of this.host.output(containerId, { follow: false, tail: lastLines })) {
      for (const frame of frames)
        lines.push(presentable(frame.text.toString('utf8'), (text) => masker.mask(text)).slice(0, 500));
    }
    return lines.slice(-lastLines);
  }

  /** Ends the follower of a removed container and drops its cursor. */
  async forget(containerId: string): Promise<void> {
    await this.followed.get(containerId)?.follower?.stop();
    this.followed.delete(containerId);
    this.maskers.delete(containerId);
    await this.cursors.forget(containerId).catch(() => undefined);
  }

  /** Publishes what was read and ends all followers. */
  async stop(): Promise<void> {
    await Promise.all([...this.followed.values()].map(async (entry) => entry.follower?.stop()));
  }
}
