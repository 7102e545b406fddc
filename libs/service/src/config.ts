import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { type QuotaName, quotasFrom } from '@toolyard/contracts';
import type { NatsLogin } from '@toolyard/messaging';
import { plainToInstance, Type } from 'class-transformer';
import { Whole } from './http/dto.js';
import {
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  Validate,
  validateSync,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';

type QuotaSettings = Partial<Record<QuotaName, number>>;

const bytesPerMb = 1024 * 1024;

@ValidatorConstraint()
class AreQuotas implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    try {
      return typeof text === 'string' && quotasFrom(text) !== null;
    } catch {
      return false;
    }
  }

  defaultMessage(): string {
    return 'TOOLYARD_QUOTAS must be quotas with limits, such as servers_per_account=20,memory_per_server=4GiB';
  }
}

/**
 * The environment that every service reads; a service with more to configure extends it. Properties are named as the
 * variables are and are read here only: getters hand them out in the units of the code.
 */
export class ServiceConfig {
  @IsString()
  TOOLYARD_HOST = '127.0.0.1';

  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  TOOLYARD_PORT = 0;

  /** Absolute path of the folder for everything this installation stores. */
  @Matches(/^\//, { message: 'TOOLYARD_DATA must be an absolute path' })
  TOOLYARD_DATA!: string;

  /** Distinguishes the containers of several installations on one engine. */
  @Matches(/^[a-z0-9][a-z0-9-]{0,31}$/, {
    message: 'TOOLYARD_INSTANCE must be 1 to 32 lower-case letters, digits or dashes',
  })
  TOOLYARD_INSTANCE!: string;

  @IsUrl({ require_tld: false, require_protocol: true })
  TOOLYARD_PUBLIC_URL!: string;

  /** Shared by the services of one installation: they prove with it that they may receive secrets. 32 bytes, base64. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/, {
    message: 'TOOLYARD_SERVICE_KEY must be 32 bytes in base64 (openssl rand -base64 32)',
  })
  TOOLYARD_SERVICE_KEY!: string;

  /** Every server's network is cut from this range. */
  @Matches(/^\d{1,3}(\.\d{1,3}){3}\/(8|9|1\d|2[0-6])$/, {
    message: 'TOOLYARD_NETWORK_POOL must be an IPv4 range of at least /26, such as 10.213.0.0/16',
  })
  TOOLYARD_NETWORK_POOL = '10.213.0.0/16';

  /** This machine's end of the network of an engine that has one of its own, as `tools/up` makes it. */
  @IsOptional()
  @Matches(/^[\w.-]{1,15}$/, { message: 'TOOLYARD_ENGINE_LINK must be the name of a network interface' })
  TOOLYARD_ENGINE_LINK?: string;

  @Matches(/^(enforced|off)$/, { message: 'TOOLYARD_EGRESS_POLICY must be enforced or off' })
  TOOLYARD_EGRESS_POLICY = 'enforced';

  /** Private addresses that code of builds and servers may reach. */
  @Matches(/^[\w.:/, -]*$/, {
    message: 'TOOLYARD_EGRESS_ALLOW must be addresses, ranges and host names with :port or without',
  })
  TOOLYARD_EGRESS_ALLOW = '';

  /**
   * Differs between two runs of the platform: container addresses of another run are not used. One boot of the machine
   * counts as a run unless this is set.
   */
  @IsNotEmpty()
  TOOLYARD_RUN_ID = bootId();

  /** Limits of quotas, e.g. `servers_per_account=20,memory_per_server=4GiB`. */
  @Validate(AreQuotas)
  TOOLYARD_QUOTAS = '';

  /** Names of variables from before there were quotas, as the next two. */
  @IsOptional()
  @Whole(1)
  TOOLYARD_SESSIONS_PER_PRINCIPAL?: number;

  @IsOptional()
  @Whole(1, 16_384)
  TOOLYARD_PUSH_MB?: number;

  @IsOptional()
  @Whole(1, 1_024)
  TOOLYARD_BUILD_LOG_MB?: number;

  @IsNotEmpty()
  EVENTSTORE_URL!: string;

  @IsNotEmpty()
  NATS_URL!: string;

  @IsOptional()
  @IsString()
  NATS_TOKEN?: string;

  /** Instead of a token: the service's own user of NATS. */
  @IsOptional()
  @IsString()
  NATS_USER?: string;

  @IsOptional()
  @IsString()
  NATS_PASSWORD?: string;

  @Matches(/^(fatal|error|warn|info|debug|trace|silent)$/, {
    message: 'LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';

  get engineLink(): string | undefined {
    return this.TOOLYARD_ENGINE_LINK || undefined;
  }

  /** Whether code of builds and servers is kept from private addresses; `off` leaves that to the operator. */
  get egressPolicy(): 'enforced' | 'off' {
    return this.TOOLYARD_EGRESS_POLICY === 'off' ? 'off' : 'enforced';
  }

  get egressAllow(): string {
    return this.TOOLYARD_EGRESS_ALLOW;
  }

  /** Limits that the operator set; an admin may set others. */
  get quotas(): QuotaSettings {
    const { TOOLYARD_SESSIONS_PER_PRINCIPAL: sessions, TOOLYARD_PUSH_MB: push, TOOLYARD_BUILD_LOG_MB: log } = this;
    const earlier: [QuotaName, number | undefined][] = [
      ['mcp_sessions_per_server', sessions],
      ['push_bytes', push && push * bytesPerMb],
      ['build_log_bytes', log && log * bytesPerMb],
    ];
    const given = earlier.filter(([, limit]) => limit !== undefined);
    return { ...(Object.fromEntries(given) as QuotaSettings), ...quotasFrom(this.TOOLYARD_QUOTAS) };
  }

  /** Address of the installation, without a slash at its end. */
  get publicUrl(): string {
    return this.TOOLYARD_PUBLIC_URL.replace(/\/+$/, '');
  }

  get nats(): NatsLogin {
    return { url: this.NATS_URL, token: this.NATS_TOKEN, user: this.NATS_USER, password: this.NATS_PASSWORD };
  }

  /** Key that the services of this installation share: 32 bytes, base64. */
  get serviceKey(): string {
    return this.TOOLYARD_SERVICE_KEY;
  }

  /** Absolute path of the folder for everything that this installation stores. */
  get dataFolder(): string {
    return this.TOOLYARD_DATA;
  }
}

/** Linux gives every boot a random id (proc(5)). */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

/** @throws Error with one line per variable that is missing or wrong. */
export function loadConfig<C extends ServiceConfig>(type: new () => C, env: NodeJS.ProcessEnv = process.env): C {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const config = plainToInstance(type, given, { exposeDefaultValues: true });
  const problems = validateSync(config, { whitelist: false }).flatMap((error) =>
    Object.values(error.constraints ?? {}),
  );
  if (problems.length > 0)
    throw new Error(`The configuration is not usable, so the service did not start:\n- ${problems.join('\n- ')}`);
  return config;
}
