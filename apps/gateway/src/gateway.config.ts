import { join } from 'node:path';
import { ServiceConfig } from '@toolyard/service';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';
import type { InnerServiceName } from '@toolyard/contracts';
import type { McpConfig } from './mcp/mcp.config.js';
import type { OtlpOptions } from './mcp/tracing/otlp.js';
import { callDurabilities, type CallDurability } from './mcp/recording/call-durability.js';

const collectorUrl = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };
const serviceUrl = { require_tld: false, require_protocol: true, protocols: ['http'] };

/** Names of the environment are used in this class only; getters give the values in the units of the code. */
export class GatewayConfig extends ServiceConfig implements McpConfig {
  @IsUrl(serviceUrl)
  TOOLYARD_IDENTITY_URL!: string;

  @IsUrl(serviceUrl)
  TOOLYARD_REGISTRY_URL!: string;

  @IsUrl(serviceUrl)
  TOOLYARD_BUILDS_URL!: string;

  @IsUrl(serviceUrl)
  TOOLYARD_SECRETS_URL!: string;

  @IsUrl(serviceUrl)
  TOOLYARD_ANALYTICS_URL!: string;

  @IsUrl(serviceUrl)
  TOOLYARD_RUNTIME_URL!: string;

  /**
   * Origins of web pages that may call MCP endpoints besides the platform's own, separated by commas; `*` allows all.
   */
  @IsString()
  TOOLYARD_ALLOWED_ORIGINS = '';

  /**
   * Addresses and networks of the proxies in front, separated by commas. What they add to `X-Forwarded-For` is trusted.
   */
  @Matches(/^([0-9a-f.:]+(\/\d{1,3})?(\s*,\s*[0-9a-f.:]+(\/\d{1,3})?)*)?$/i)
  TOOLYARD_TRUSTED_PROXIES = '';

  /** A development server for the files of the dashboard; empty: the built files. */
  @ValidateIf((config: GatewayConfig) => config.TOOLYARD_DASHBOARD_URL !== '')
  @IsUrl(serviceUrl)
  TOOLYARD_DASHBOARD_URL = '';

  /**
   * Each server also answers at `<slug>.<domain>`, with a port if it differs from the public URL's. Empty: servers
   * answer at paths of the public URL only.
   */
  @Matches(/^([a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?)?$/)
  TOOLYARD_SERVER_DOMAIN = '';

  /** A tool call that takes longer is answered with an error and recorded as `timeout`. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  TOOLYARD_CALL_TIMEOUT_SECONDS = 300;

  /** Limit of a call's stored input, and of its stored output. */
  @Type(() => Number)
  @IsInt()
  @Min(256)
  @Max(128 * 1024)
  TOOLYARD_PAYLOAD_BYTES = 64 * 1024;

  /** Largest request body of an MCP endpoint. */
  @Type(() => Number)
  @IsInt()
  @Min(1024)
  TOOLYARD_BODY_BYTES = 4 * 1024 * 1024;

  /** Limit of recorded calls on disk while NATS is away. */
  @Type(() => Number)
  @IsInt()
  @Min(1024 * 1024)
  TOOLYARD_SPOOL_BYTES = 1024 * 1024 * 1024;

  /** What is on disk before a call's answer ends. */
  @IsIn(callDurabilities)
  TOOLYARD_CALL_DURABILITY: CallDurability = 'answered';

  /** A session without requests for this long ends. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  TOOLYARD_SESSION_IDLE_MINUTES = 24 * 60;

  /** Silence after which an event stream gets a comment. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(60)
  TOOLYARD_SSE_PING_SECONDS = 20;

  /** Base address of a collector for OTLP over HTTP. Empty: the standard variable says it. */
  @ValidateIf((config: GatewayConfig) => config.TOOLYARD_OTLP_ENDPOINT !== '')
  @IsUrl(collectorUrl)
  TOOLYARD_OTLP_ENDPOINT = '';

  /** The same by its standard name. Both empty: nothing is exported. */
  @ValidateIf((config: GatewayConfig) => config.OTEL_EXPORTER_OTLP_ENDPOINT !== '')
  @IsUrl(collectorUrl)
  OTEL_EXPORTER_OTLP_ENDPOINT = '';

  /** Headers for the collector: `name=value`, separated by commas, values encoded as in URLs. */
  @Matches(/^\s*([\w.-]+\s*=\s*(?:[^,%]|%[0-9a-f]{2})*\s*(,\s*[\w.-]+\s*=\s*(?:[^,%]|%[0-9a-f]{2})*\s*)*)?$/i, {
    message: 'OTEL_EXPORTER_OTLP_HEADERS must be name=value, separated by commas',
  })
  OTEL_EXPORTER_OTLP_HEADERS = '';

  /** Share of the traces that begin at the gateway. */
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  TOOLYARD_TRACE_RATIO = 1;

  /** The gateway's own folder. */
  get directory(): string {
    return join(this.dataFolder, 'gateway');
  }

  get runId(): string {
    return this.TOOLYARD_RUN_ID;
  }

  get networkPool(): string {
    return this.TOOLYARD_NETWORK_POOL;
  }

  get serviceUrls(): Record<InnerServiceName, string> {
    return {
      identity: this.TOOLYARD_IDENTITY_URL,
      registry: this.TOOLYARD_REGISTRY_URL,
      builds: this.TOOLYARD_BUILDS_URL,
      secrets: this.TOOLYARD_SECRETS_URL,
      analytics: this.TOOLYARD_ANALYTICS_URL,
      runtime: this.TOOLYARD_RUNTIME_URL,
    };
  }

  get dashboardUrl(): string | undefined {
    return this.TOOLYARD_DASHBOARD_URL || undefined;
  }

  get serverDomain(): string | undefined {
    return this.TOOLYARD_SERVER_DOMAIN || undefined;
  }

  get allowedOrigins(): string[] {
    return separatedByCommas(this.TOOLYARD_ALLOWED_ORIGINS);
  }

  get trustedProxies(): string[] {
    return separatedByCommas(this.TOOLYARD_TRUSTED_PROXIES);
  }

  get callTimeoutMs(): number {
    return this.TOOLYARD_CALL_TIMEOUT_SECONDS * 1_000;
  }

  get payloadBytes(): number {
    return this.TOOLYARD_PAYLOAD_BYTES;
  }

  get maxBodyBytes(): number {
    return this.TOOLYARD_BODY_BYTES;
  }

  get spoolBytes(): number {
    return this.TOOLYARD_SPOOL_BYTES;
  }

  get callDurability(): CallDurability {
    return this.TOOLYARD_CALL_DURABILITY;
  }

  get sessionIdleMs(): number {
    return this.TOOLYARD_SESSION_IDLE_MINUTES * 60_000;
  }

  /** Undefined: nothing is exported. */
  get otlp(): OtlpOptions | undefined {
    const endpoint = this.TOOLYARD_OTLP_ENDPOINT || this.OTEL_EXPORTER_OTLP_ENDPOINT;
    if (endpoint === '') return undefined;
    const headers = separatedByCommas(this.OTEL_EXPORTER_OTLP_HEADERS).map((header) => {
      const at = header.indexOf('=');
      return [header.slice(0, at).trim(), decodeURIComponent(header.slice(at + 1).trim())];
    });
    const { TOOLYARD_TRACE_RATIO: ratio, publicUrl } = this;
    return { endpoint, headers: Object.fromEntries(headers) as Record<string, string>, ratio, publicUrl };
  }

  get pingMs(): number {
    return this.TOOLYARD_SSE_PING_SECONDS * 1_000;
  }
}

function separatedByCommas(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
