import { ServiceConfig } from '@toolyard/service';
import { Type } from 'class-transformer';
import { IsInt, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';

const serviceUrl = { require_tld: false, require_protocol: true, protocols: ['http'] };

export class GatewayConfig extends ServiceConfig {
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
   * Addresses and networks of the proxies in front, separated by commas: they say in `X-Forwarded-For` whom they speak
   * for.
   */
  @Matches(/^([0-9a-f.:]+(\/\d{1,3})?(\s*,\s*[0-9a-f.:]+(\/\d{1,3})?)*)?$/i)
  TOOLYARD_TRUSTED_PROXIES = '';

  /** A development server that answers for the dashboard's files while they are edited; empty: the built files do. */
  @ValidateIf((config: GatewayConfig) => config.TOOLYARD_DASHBOARD_URL !== '')
  @IsUrl(serviceUrl)
  TOOLYARD_DASHBOARD_URL = '';

  /**
   * Each server also answers at `<slug>.<domain>`, with a port if it differs from the public URL's; empty: at paths of
   * the public URL only.
   */
  @Matches(/^([a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?)?$/)
  TOOLYARD_SERVER_DOMAIN = '';

  /** A tool call that takes longer is answered with an error and recorded as `timeout`. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(86_400)
  TOOLYARD_CALL_TIMEOUT_SECONDS = 300;

  /** Most that is stored of a call's input and of its output. */
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

  /** Room for recorded calls on disk while NATS is away. */
  @Type(() => Number)
  @IsInt()
  @Min(1024 * 1024)
  TOOLYARD_SPOOL_BYTES = 1024 * 1024 * 1024;

  /** A session that nobody used for so long ends. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  TOOLYARD_SESSION_IDLE_MINUTES = 24 * 60;

  /** Sessions that one caller may have with one server; beyond it the longest unused one ends. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  TOOLYARD_SESSIONS_PER_PRINCIPAL = 1_000;

  /** Silence after which an event stream gets a comment. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(60)
  TOOLYARD_SSE_PING_SECONDS = 20;
}
