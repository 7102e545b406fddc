import { join } from 'node:path';
import type { DataFolder } from '../data-folder.js';
import { Problem } from '../problem.js';
import { Child, type ChildSpec } from './child.js';
import { LogFile } from './log-file.js';
import type { Log } from './log.js';

/** The processes of one platform, by name. */
export class RunningChildren {
  private readonly children = new Map<string, Child>();
  private closed = false;

  /** @param onChange called when a child has another state or another process */
  constructor(
    private readonly data: DataFolder,
    private readonly log: Log,
    private readonly onChange: () => void,
  ) {}

  /**
   * Starts a child and keeps it running.
   * @returns once it is healthy
   * @throws Problem `interrupted` after {@link close}, `not_healthy` when the first start fails
   */
  start(spec: ChildSpec): Promise<void> {
    // A start that was interrupted runs on for a moment; it must not start what would never be stopped.
    if (this.closed) throw new Problem('interrupted', 'Stopped before everything was up.');
    const output = new LogFile(join(this.data.logs, `${spec.name}.log`));
    const child = new Child(spec, output, this.log, this.onChange);
    this.children.set(spec.name, child);
    return child.start();
  }

  /** From now on nothing is started. */
  close(): void {
    this.closed = true;
  }

  /** Stops those that run, all at once. */
  async stop(...names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        const child = this.children.get(name);
        if (child && child.state !== 'stopped') await child.stop();
      }),
    );
  }

  pid(name: string): number | null {
    return this.children.get(name)?.pid ?? null;
  }

  isHealthy(name: string): boolean {
    return this.children.get(name)?.state === 'healthy';
  }
}
