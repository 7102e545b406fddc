import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { log } from '@toolyard/service';
import { CallStore } from '../calls/calls.store.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { LogStore } from '../logs/logs.store.js';
import { purgeSteps, serversWithRows } from './purge.sql.js';

/**
 * Removes logs, calls and figures of deleted servers. It also looks for what was deleted while this service was down,
 * and repeats a removal that was interrupted, because the server's own figures go last.
 */
@Injectable()
export class Purge implements OnApplicationBootstrap {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly calls: CallStore,
    private readonly logs: LogStore,
    private readonly directory: ServerDirectory,
  ) {}

  onApplicationBootstrap(): void {
    void this.follow().catch((error: unknown) => this.failed(error));
  }

  private async follow(): Promise<void> {
    await this.directory.caughtUp();
    this.directory.whenDeleted(
      (serverId) => void this.remove([serverId]).catch((error: unknown) => this.failed(error)),
    );
    await this.remove(this.directory.deletedServers);
  }

  private async remove(deleted: readonly string[]): Promise<void> {
    if (deleted.length === 0) return;
    const found = await this.clickhouse.rows(serversWithRows(deleted));
    for (const { id } of found) {
      await this.logs.writes.runExclusive(() => this.calls.writes.runExclusive(() => this.removeOne(id)));
      log.info({ serverId: id }, 'logs and calls of a deleted server are removed');
    }
  }

  /** Nothing is stored or counted meanwhile. */
  private async removeOne(serverId: string): Promise<void> {
    for (const step of purgeSteps(serverId)) await this.clickhouse.run(step);
  }

  private failed(error: unknown): void {
    log.error({ err: error }, 'what a deleted server left could not be removed; it is tried again at the next start');
  }
}
