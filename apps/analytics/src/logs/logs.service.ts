import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { LogLine } from '@toolyard/contracts';
import { ServerDirectory } from '../servers/server-directory.js';
import { follow, type LogNews } from './log-follow.js';
import type { LogName } from './log-line.js';
import { LogStream } from './log-stream.js';
import { LogTails } from './log-tails.js';
import { LogStore } from './logs.store.js';

export interface LogRange {
  after: number;
  limit: number;
  search?: string;
}

const linesAtOnce = 500;
const pollMs = 1_000;
const rereadMs = 15_000;
/** Producers may publish their last lines shortly after the deployment's last event. */
const graceMs = 1_500;

@Injectable()
export class LogsService implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: LogStore,
    private readonly tails: LogTails,
    private readonly directory: ServerDirectory,
    private readonly stream: LogStream,
  ) {}

  /** @throws Rejected `not_found` */
  async read(log: LogName, range: LogRange): Promise<{ lines: LogLine[]; nextAfter: number; last: number }> {
    await this.mustExist(log);
    const [lines, last] = await Promise.all([this.store.read(log, range), this.store.last(log)]);
    return { lines, nextAfter: lines.at(-1)?.n ?? range.after, last: Math.max(last, lines.at(-1)?.n ?? 0) };
  }

  /**
   * The last lines, oldest first.
   * @throws Rejected `not_found`
   */
  async tail(log: LogName, limit: number): Promise<LogLine[]> {
    await this.mustExist(log);
    const last = await this.store.last(log);
    return this.store.read(log, { after: Math.max(0, last - limit), limit });
  }

  /** @throws Rejected `not_found` before anything is answered */
  async follow(log: LogName, range: Omit<LogRange, 'limit'>, signal: AbortSignal): Promise<AsyncGenerator<LogNews>> {
    await this.mustExist(log);
    const until = AbortSignal.any([signal, this.stopping.signal]);
    const ended = log.kind === 'deployment' ? this.endOfDeployment(log.owner) : this.endOfServer(log.owner);
    let readAt = 0;
    const source = {
      read: async (after: number) => {
        // The tails have the lines that this process stored; reading again from time to time covers another process.
        if (this.tails.last(log) <= after && Date.now() - readAt < rereadMs) return { lines: [], exhausted: true };
        readAt = Date.now();
        const lines = await this.store.read(log, { ...range, after, limit: linesAtOnce });
        return { lines, exhausted: lines.length < linesAtOnce };
      },
      last: () => this.tails.last(log),
      grown: (n: number) => this.tails.grownBeyond(log, n, pollMs, until),
      ended,
    };
    return follow(source, range.after, until);
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private mustExist({ kind, owner }: LogName): Promise<void> {
    return kind === 'deployment' ? this.directory.assertDeployment(owner) : this.directory.assertServer(owner);
  }

  /**
   * A build log is complete when its deployment has ended and every message published until a moment later is stored.
   */
  private endOfDeployment(deploymentId: string): () => Promise<string | undefined> {
    let endedAt: number | undefined;
    let barrier: number | undefined;
    let wasKnown = false;
    return async () => {
      const isKnown = this.directory.hasDeployment(deploymentId);
      if (wasKnown && !isKnown) return 'deleted';
      wasKnown = isKnown;
      const status = this.directory.endedAs(deploymentId);
      if (status === undefined) return undefined;
      endedAt ??= Date.now();
      if (Date.now() - endedAt < graceMs) return undefined;
      try {
        barrier ??= await this.stream.lastSequence();
        return (await this.stream.storedUpTo(barrier)) ? status : undefined;
      } catch {
        // Without NATS it is unknown whether more lines come.
        return undefined;
      }
    };
  }

  private endOfServer(serverId: string): () => Promise<string | undefined> {
    return async () => (this.directory.isDeleted(serverId) ? 'deleted' : undefined);
  }
}
