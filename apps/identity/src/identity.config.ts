import { ServiceConfig } from '@toolyard/service';
import { Transform, Type } from 'class-transformer';
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

export class IdentityConfig extends ServiceConfig {
  /** Becomes the API key `admin`. */
  @Matches(/^ty_[0-9A-Za-z_-]{32,}$/, {
    message:
      'TOOLYARD_ADMIN_TOKEN must be ty_ and at least 32 random letters and digits (echo ty_$(openssl rand -hex 24)): by that form it is masked wherever it appears',
  })
  TOOLYARD_ADMIN_TOKEN!: string;

  /** What the one-time link carries that makes the first admin. Worth nothing once there is one. */
  @IsOptional()
  @MinLength(32, { message: 'TOOLYARD_SETUP_TOKEN must have at least 32 characters (openssl rand -hex 32)' })
  TOOLYARD_SETUP_TOKEN?: string;

  /** Issuer of the outside OpenID Connect provider; without it people sign in with passwords alone. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['https', 'http'] })
  TOOLYARD_OIDC_ISSUER?: string;

  @ValidateIf((config: IdentityConfig) => config.TOOLYARD_OIDC_ISSUER !== undefined)
  @IsNotEmpty({ message: 'TOOLYARD_OIDC_CLIENT_ID is needed with TOOLYARD_OIDC_ISSUER' })
  TOOLYARD_OIDC_CLIENT_ID?: string;

  /** Absent for a public client, which PKCE protects alone. */
  @IsOptional()
  @IsString()
  TOOLYARD_OIDC_CLIENT_SECRET?: string;

  /** On the button. */
  @IsString()
  TOOLYARD_OIDC_NAME = 'single sign-on';

  @IsString()
  TOOLYARD_OIDC_SCOPES = 'openid email profile';

  /** Claim with the names of the permission groups to be in; not followed unless given. */
  @IsOptional()
  @IsString()
  TOOLYARD_OIDC_GROUPS_CLAIM?: string;

  /** Role of whoever signs in for the first time; `none` lets in only those who have an account or an invitation. */
  @IsIn([...roles, 'none'])
  TOOLYARD_OIDC_DEFAULT_ROLE: Role | 'none' = 'member';

  /** Domain below which every server has a host of its own, as the gateway has it. */
  @IsOptional()
  @IsString()
  TOOLYARD_SERVER_DOMAIN?: string;

  /** Access tokens are signed with a new key after this many days. */
  @Type(() => Number)
  @IsNumber()
  @IsPositive()
  TOOLYARD_SIGNING_KEY_DAYS = 30;

  /** Hosts (`host` or `host:port`, separated by commas) of metadata documents that may have private addresses. */
  @Transform(({ value }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((host) => host.trim())
          .filter(Boolean)
      : value,
  )
  @IsString({ each: true })
  TOOLYARD_CLIENT_METADATA_HOSTS: string[] = [];
}
