import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { log, PeriodicJob, Quotas } from '@toolyard/service';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { LogStore } from '../logs/logs.store.js';
import { logBytes, minuteOfLimit, withoutLinesBefore } from './kept-logs.sql.js';

const sweepMs = 10 * 60_000;

/** Removes the oldest log lines of servers that have more than their quota, by whole minutes. */
@Injectable()
export class KeptLogs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('remove log lines over the quota', sweepMs, () => this.trim());

  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly logs: LogStore,
    private readonly quotas: Quotas,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper.stop();
  }

  async trim(): Promise<void> {
    for (const { id, bytes } of await this.clickhouse.rows(logBytes())) {
      const limit = this.quotas.limits.of('log_bytes_per_server', id);
      if (Number(bytes) <= limit) continue;
      const [found] = await this.clickhouse.rows(minuteOfLimit(id, limit));
      if (!found) continue;
      await this.logs.writes.runExclusive(() => this.clickhouse.run(withoutLinesBefore(id, found.minute)));
      log.info({ serverId: id, bytes, limit }, 'the oldest log lines of a server were removed');
    }
  }

  async bytesOf(serverId: string): Promise<number> {
    const [found] = await this.clickhouse.rows(logBytes(serverId));
    return Number(found?.bytes ?? 0);
  }
}
