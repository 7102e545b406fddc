import { CommaSeparated, ServiceConfig } from '@toolyard/service';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  IsUrl,
  Matches,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { type Role, roles } from '@toolyard/contracts';

/** The OpenID Connect provider that people may sign in at instead of here. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  /** Undefined for a public client, which PKCE alone protects. */
  clientSecret: string | undefined;
  /** Text of its button. */
  name: string;
  /** Separated by spaces. */
  scopes: string;
  /** Claim with the names of the permission groups; undefined when groups are not followed. */
  groupsClaim: string | undefined;
  /** Role of a new account; `none` admits only people with an account or an invitation. */
  defaultRole: Role | 'none';
  /** In lower case. Others become members only when a claimed group exists here. */
  allowedDomains: string[];
}

const dayMs = 24 * 3_600_000;

export class IdentityConfig extends ServiceConfig {
  /** Token of the API key `admin`. */
  @Matches(/^ty_[0-9A-Za-z_-]{32,}$/, {
    message:
      'TOOLYARD_ADMIN_TOKEN must be ty_ and at least 32 random letters and digits (echo ty_$(openssl ' +
      'rand -hex 24)): by that form it is masked wherever it appears',
  })
  TOOLYARD_ADMIN_TOKEN!: string;

  /** Token of the one-time link that makes the first admin. It opens nothing once there is an admin. */
  @IsOptional()
  @MinLength(32, { message: 'TOOLYARD_SETUP_TOKEN must have at least 32 characters (openssl rand -hex 32)' })
  TOOLYARD_SETUP_TOKEN?: string;

  /** Issuer of the external OpenID Connect provider; without it people sign in with passwords only. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['https', 'http'] })
  TOOLYARD_OIDC_ISSUER?: string;

  @ValidateIf((config: IdentityConfig) => config.TOOLYARD_OIDC_ISSUER !== undefined)
  @IsNotEmpty({ message: 'TOOLYARD_OIDC_CLIENT_ID is needed with TOOLYARD_OIDC_ISSUER' })
  TOOLYARD_OIDC_CLIENT_ID?: string;

  @IsOptional()
  @IsString()
  TOOLYARD_OIDC_CLIENT_SECRET?: string;

  @IsString()
  TOOLYARD_OIDC_NAME = 'single sign-on';

  @IsString()
  TOOLYARD_OIDC_SCOPES = 'openid email profile';

  @IsOptional()
  @IsString()
  TOOLYARD_OIDC_GROUPS_CLAIM?: string;

  @IsIn([...roles, 'none'])
  TOOLYARD_OIDC_DEFAULT_ROLE: Role | 'none' = 'member';

  /** Domains of the e-mail addresses whose owners become members when they sign in for the first time. */
  @CommaSeparated()
  TOOLYARD_OIDC_ALLOWED_DOMAINS: string[] = [];

  @IsOptional()
  @IsString()
  TOOLYARD_SERVER_DOMAIN?: string;

  /** Access tokens are signed with a new key after this many days. */
  @Type(() => Number)
  @IsNumber()
  @IsPositive()
  TOOLYARD_SIGNING_KEY_DAYS = 30;

  /** Hosts, separated by commas. */
  @CommaSeparated()
  TOOLYARD_CLIENT_METADATA_HOSTS: string[] = [];

  get adminToken(): string {
    return this.TOOLYARD_ADMIN_TOKEN;
  }

  get setUpToken(): string | undefined {
    return this.TOOLYARD_SETUP_TOKEN;
  }

  /** Null when people sign in with passwords only. */
  get oidc(): OidcSettings | null {
    if (this.TOOLYARD_OIDC_ISSUER === undefined || this.TOOLYARD_OIDC_CLIENT_ID === undefined) return null;
    return {
      issuer: this.TOOLYARD_OIDC_ISSUER,
      clientId: this.TOOLYARD_OIDC_CLIENT_ID,
      clientSecret: this.TOOLYARD_OIDC_CLIENT_SECRET,
      name: this.TOOLYARD_OIDC_NAME,
      scopes: this.TOOLYARD_OIDC_SCOPES,
      groupsClaim: this.TOOLYARD_OIDC_GROUPS_CLAIM,
      defaultRole: this.TOOLYARD_OIDC_DEFAULT_ROLE,
      allowedDomains: this.TOOLYARD_OIDC_ALLOWED_DOMAINS.map((domain) => domain.toLowerCase()),
    };
  }

  /** Domain below which every server has a host of its own, as the gateway has it. */
  get serverDomain(): string | undefined {
    return this.TOOLYARD_SERVER_DOMAIN;
  }

  get signingKeyMaxAgeMs(): number {
    return this.TOOLYARD_SIGNING_KEY_DAYS * dayMs;
  }

  /** Hosts (`host` or `host:port`) of metadata documents that may have private addresses. */
  get clientMetadataHosts(): readonly string[] {
    return this.TOOLYARD_CLIENT_METADATA_HOSTS;
  }
}
