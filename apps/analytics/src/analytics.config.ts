import { join } from 'node:path';
import { CommaSeparated, ServiceConfig, Whole } from '@toolyard/service';
import { IsOptional, IsString, IsUrl, Matches } from 'class-validator';
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

  /** Seconds from one evaluation of the alerts to the next. */
  @Whole(1, 3_600)
  TOOLYARD_ALERT_SECONDS = 30;

  /** Seconds until a message that did not arrive is tried again; every further pause is five times as long. */
  @Whole(1, 3_600)
  TOOLYARD_ALERT_RETRY_SECONDS = 5;

  /** Hosts (`host` or `host:port`) that messages may go to although they are private or have no TLS. */
  @CommaSeparated()
  TOOLYARD_ALERT_HOSTS: string[] = [];

  /** The mail server, e.g. `smtps://user:password@mail.example.org`. */
  @IsOptional()
  @Matches(/^smtps?:\/\/[^\s/]+/, { message: 'TOOLYARD_SMTP_URL must begin with smtp:// or smtps:// and name a host' })
  TOOLYARD_SMTP_URL?: string;

  /** Who mails are from, e.g. `Toolyard <toolyard@example.org>`. */
  @IsOptional()
  @IsString()
  @Matches(/^[^@\r\n]+@[^\s@]+$/, { message: 'TOOLYARD_MAIL_FROM must be an address of mail' })
  TOOLYARD_MAIL_FROM?: string;

  get alertIntervalMs(): number {
    return this.TOOLYARD_ALERT_SECONDS * 1_000;
  }

  get alertRetryMs(): number {
    return this.TOOLYARD_ALERT_RETRY_SECONDS * 1_000;
  }

  get alertHosts(): readonly string[] {
    return this.TOOLYARD_ALERT_HOSTS;
  }

  /** Undefined while no mail server is configured. */
  get mail(): { url: string; from: string } | undefined {
    const { TOOLYARD_SMTP_URL: url, TOOLYARD_MAIL_FROM: from } = this;
    return url === undefined ? undefined : { url, from: from ?? `toolyard@${new URL(this.publicUrl).hostname}` };
  }

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
