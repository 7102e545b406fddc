import { join } from 'node:path';
import { ServiceConfig, Whole } from '@toolyard/service';
import { IsOptional, IsUrl } from 'class-validator';
import type { Place } from './clickhouse/clickhouse.js';
import type { Retention } from './clickhouse/schema.js';

export class AnalyticsConfig extends ServiceConfig {
  /** A ClickHouse server, e.g. `http://user:password@host:8123/database`; the embedded engine when absent. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  CLICKHOUSE_URL?: string;

  /** Days that recorded calls and their figures are kept. */
  @Whole(1, 3_650)
  TOOLYARD_CALL_DAYS = 90;

  /** Days that lines of build and runtime logs are kept. */
  @Whole(1, 3_650)
  TOOLYARD_LOG_DAYS = 90;

  /** Days that entries of the audit log are kept; 0 keeps them for ever. */
  @Whole(0, 36_500)
  TOOLYARD_AUDIT_DAYS = 0;

  /** The embedded engine in the data folder, unless a server is named. */
  get clickHousePlace(): Place {
    return this.CLICKHOUSE_URL ? { url: this.CLICKHOUSE_URL } : { folder: join(this.dataFolder, 'analytics') };
  }

  get retention(): Retention {
    return {
      callDays: this.TOOLYARD_CALL_DAYS,
      logDays: this.TOOLYARD_LOG_DAYS,
      auditDays: this.TOOLYARD_AUDIT_DAYS,
    };
  }
}
