import { join } from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { HealthChecks } from '@toolyard/service';
import { Activity } from './calls/calls.service.js';
import { ActivityController } from './calls/activity.controller.js';
import { AnalyticsConfig } from './analytics.config.js';
import { Audit } from './audit/audit.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditStore } from './audit/audit.store.js';
import { AuditTrail } from './audit/audit-trail.js';
import { CallStore } from './calls/calls.store.js';
import { ClickHouse } from './clickhouse/clickhouse.js';
import { Export } from './calls/export.js';
import { Ingest } from './ingest/ingest.js';
import { Known } from './servers/server-directory.js';
import { LogTails } from './logs/log-tails.js';
import { Logs } from './logs/logs.service.js';
import { LogsController } from './logs/logs.controller.js';
import { LogStore } from './logs/logs.store.js';
import { OverviewController } from './figures/overview.controller.js';
import { PayloadReads } from './calls/payload-reads.js';
import { Purge } from './ingest/purge.js';
import { applySchema } from './clickhouse/schema.js';

const clickhouse = {
  provide: ClickHouse,
  useFactory: async (config: AnalyticsConfig, health: HealthChecks) => {
    const place = config.CLICKHOUSE_URL
      ? { url: config.CLICKHOUSE_URL }
      : { folder: join(config.TOOLYARD_DATA, 'analytics') };
    const opened = await ClickHouse.open(place);
    await applySchema(opened, {
      callDays: config.TOOLYARD_CALL_DAYS,
      logDays: config.TOOLYARD_LOG_DAYS,
      auditDays: config.TOOLYARD_AUDIT_DAYS,
    });
    health.add('clickhouse', () => opened.ping());
    return opened;
  },
  inject: [AnalyticsConfig, HealthChecks],
};

const calls = {
  provide: CallStore,
  useFactory: (opened: ClickHouse, known: Known) =>
    CallStore.open(opened, (serverId) => known.platform.isDeleted(serverId)),
  inject: [ClickHouse, Known],
};

const logs = {
  provide: LogStore,
  useFactory: (opened: ClickHouse, known: Known) =>
    LogStore.open(opened, (serverId) => known.platform.isDeleted(serverId)),
  inject: [ClickHouse, Known],
};

const audit = {
  provide: AuditStore,
  useFactory: (opened: ClickHouse) => AuditStore.open(opened),
  inject: [ClickHouse],
};

@Module({
  controllers: [ActivityController, AuditController, LogsController, OverviewController],
  providers: [
    clickhouse,
    calls,
    logs,
    audit,
    Known,
    LogTails,
    Ingest,
    Purge,
    PayloadReads,
    Activity,
    Export,
    Logs,
    Audit,
    AuditTrail,
  ],
})
export class AnalyticsModule implements OnApplicationShutdown {
  constructor(private readonly opened: ClickHouse) {}

  async onApplicationShutdown(): Promise<void> {
    await this.opened.close();
  }
}
