import { Masker } from '@toolyard/service';
import type { ContainerEngine, ContainerState } from '../containers/container-host.js';
import { type Destination, type LogCursors, LogFollower } from './log-follower.js';
import { presentable } from './log-lines.js';
import type { LogPublisher } from './log-publisher.js';
import { runKey } from '../reconcile/plan.js';

const settleMs = 3_000;
const lastLines = 15;

/** Follows the output of every container and remembers what has to be masked in it. */
export class LogKeeper {
  private readonly followed = new Map<string, { run: string; follower: LogFollower | null; ended: boolean }>();
  private readonly maskers = new Map<string, Promise<Masker>>();

  constructor(
    private readonly engine: ContainerEngine,
    private readonly publisher: LogPublisher,
    private readonly cursors: LogCursors,
    private readonly destination: Destination,
  ) {}

  /** Sees to it that each of these containers is followed, and that an ended one has been read to its end. */
  attend(containers: ContainerState[]): void {
    for (const container of containers) {
      const entry = this.followed.get(container.id);
      const seen = entry && entry.run === runKey(container) && !(entry.ended && container.state === 'running');
      if (container.startedAt === null || container.state === 'removing' || seen || (entry && !entry.ended)) continue;
      void this.follow(container);
    }
  }

  private async follow(container: ContainerState): Promise<void> {
    const entry = { run: runKey(container), follower: null as LogFollower | null, ended: false };
    this.followed.set(container.id, entry);
    try {
      const masker = await this.masker(container.id);
      entry.follower = new LogFollower(container, this.engine, this.publisher, this.cursors, this.destination, (text) =>
        masker.mask(text),
      );
      await entry.follower.ended;
    } catch {
      // Nothing is shown unmasked: without the masks the output waits in the engine for the next look.
    } finally {
      entry.ended = true;
    }
  }

  masker(containerId: string): Promise<Masker> {
    let masker = this.maskers.get(containerId);
    if (!masker) {
      masker = this.engine.secretsOf(containerId).then((values) => Masker.prepare(values));
      masker.catch(() => this.maskers.delete(containerId));
      this.maskers.set(containerId, masker);
    }
    return masker;
  }

  /** Resolves when everything an ended container printed is published, at the latest after three seconds. */
  async settle(containerId: string): Promise<void> {
    const follower = this.followed.get(containerId)?.follower;
    if (!follower) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([follower.ended, new Promise((resolve) => (timer = setTimeout(resolve, settleMs)))]);
    clearTimeout(timer);
  }

  /** The last lines a container printed, masked. */
  async tail(containerId: string): Promise<string[]> {
    const masker = await this.masker(containerId);
    const lines: string[] = [];
    for await (const frames of this.engine.output(containerId, { follow: false, tail: lastLines })) {
      for (const frame of frames)
        lines.push(presentable(frame.text.toString('utf8'), (text) => masker.mask(text)).slice(0, 500));
    }
    return lines.slice(-lastLines);
  }

  async forget(containerId: string): Promise<void> {
    await this.followed.get(containerId)?.follower?.stop();
    this.followed.delete(containerId);
    this.maskers.delete(containerId);
    await this.cursors.forget(containerId).catch(() => undefined);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.followed.values()].map(async (entry) => entry.follower?.stop()));
  }
}
