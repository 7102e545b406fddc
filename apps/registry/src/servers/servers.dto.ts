import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  type Access,
  type ServerStatus,
  maxClientHeaders,
  slugMaxLength,
  slugPattern,
  type Visibility,
} from '@toolyard/contracts';
import { ActorDto, Optional, Trim } from '@toolyard/service';
import { Type } from 'class-transformer';
import {
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SourceDto, SourceSettingsDto, StoredSourceDto } from './source.dto.js';
import { AuthDto, authTypes, CredentialsAuthDto, NoAuthDto, OAuth2AuthDto } from './auth.dto.js';
import { ClientHeaders, headersNote } from './client-headers.dto.js';
import { LimitsDto } from './limits.dto.js';

const visibilities = ['public', 'private', 'internal'] as const satisfies Visibility[];
const accesses = ['organisation', 'public'] as const satisfies Access[];
const statuses = ['never_deployed', 'live', 'failing', 'disabled', 'unknown'] as const satisfies ServerStatus[];
const printable = /^[^\p{Cc}\p{Cs}]*$/u;
const maxReplicas = 20;

@ApiExtraModels(NoAuthDto, CredentialsAuthDto, OAuth2AuthDto)
export class CreateServerDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @Trim()
  @IsString()
  @Length(1, 100)
  @Matches(printable, { message: '$property must be one line of printable characters' })
  name!: string;

  @ApiPropertyOptional({ maxLength: 2_000, default: '' })
  @Optional()
  @IsString()
  @MaxLength(2_000)
  description?: string;

  @ApiPropertyOptional({ enum: visibilities, default: 'private' })
  @Optional()
  @IsIn(visibilities)
  visibility?: Visibility;

  @ApiPropertyOptional({
    enum: accesses,
    default: 'organisation',
    description: 'Who may call the server: signed-in users, or everyone.',
  })
  @Optional()
  @IsIn(accesses)
  access?: Access;

  @ApiProperty({ type: SourceDto })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => SourceDto)
  source!: SourceDto;

  @ApiProperty({
    oneOf: [NoAuthDto, CredentialsAuthDto, OAuth2AuthDto].map((type) => ({ $ref: getSchemaPath(type) })),
    discriminator: {
      propertyName: 'method',
      mapping: {
        none: getSchemaPath(NoAuthDto),
        credentials: getSchemaPath(CredentialsAuthDto),
        oauth2: getSchemaPath(OAuth2AuthDto),
      },
    },
    description: 'Cannot be changed later.',
  })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => AuthDto, authTypes)
  auth!: AuthDto;

  @ApiPropertyOptional({ minimum: 1, maximum: maxReplicas, default: 1 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(maxReplicas)
  replicas?: number;

  @ApiPropertyOptional({ type: [String], maxItems: maxClientHeaders, default: [], description: headersNote })
  @Optional()
  @ClientHeaders()
  headers?: string[];

  @ApiPropertyOptional({ type: LimitsDto, description: 'Limits of its tool calls; none unless given.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;

  @ApiPropertyOptional({
    description: 'Address below `/s/`; made from the name unless given. Never changes.',
    pattern: slugPattern.source,
    maxLength: slugMaxLength,
  })
  @Optional()
  @IsString()
  @Length(1, slugMaxLength)
  @Matches(slugPattern, {
    message: '$property must be lower-case letters and digits, with single hyphens between them, and not new',
  })
  slug?: string;
}

export class EditServerDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @Optional()
  @Trim()
  @IsString()
  @Length(1, 100)
  @Matches(printable, { message: '$property must be one line of printable characters' })
  name?: string;

  @ApiPropertyOptional({ maxLength: 2_000 })
  @Optional()
  @IsString()
  @MaxLength(2_000)
  description?: string;

  @ApiPropertyOptional({ enum: visibilities })
  @Optional()
  @IsIn(visibilities)
  visibility?: Visibility;

  @ApiPropertyOptional({ enum: accesses })
  @Optional()
  @IsIn(accesses)
  access?: Access;

  @ApiPropertyOptional({ minimum: 1, maximum: maxReplicas })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(maxReplicas)
  replicas?: number;

  @ApiPropertyOptional({ type: [String], maxItems: maxClientHeaders, description: headersNote })
  @Optional()
  @ClientHeaders()
  headers?: string[];

  @ApiPropertyOptional({ type: LimitsDto, description: 'Replaces all limits; `{}` removes them.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
  @ApiPropertyOptional({ type: SourceSettingsDto })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => SourceSettingsDto)
  source?: SourceSettingsDto;

  @ApiPropertyOptional({
    description: 'Refused with `auth_method_fixed`: it cannot change after creation.',
    deprecated: true,
  })
  @IsOptional()
  auth?: unknown;
}

@ApiExtraModels(NoAuthDto, CredentialsAuthDto, OAuth2AuthDto)
export class ServerDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  slug!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ enum: statuses })
  status!: ServerStatus;
  @ApiProperty({ enum: visibilities })
  visibility!: Visibility;
  @ApiProperty({ enum: accesses })
  access!: Access;
  @ApiProperty({ type: StoredSourceDto })
  source!: StoredSourceDto;
  @ApiProperty({ oneOf: [NoAuthDto, CredentialsAuthDto, OAuth2AuthDto].map((type) => ({ $ref: getSchemaPath(type) })) })
  auth!: AuthDto;
  @ApiProperty({ type: 'integer' })
  replicas!: number;
  @ApiProperty({ type: [String], description: headersNote })
  headers!: string[];
  @ApiProperty({ type: LimitsDto })
  limits!: LimitsDto;
  @ApiProperty()
  disabled!: boolean;
  @ApiProperty({ type: 'integer', description: 'Tools that the live deployment offers.' })
  tools!: number;
  @ApiProperty({ type: String, nullable: true, description: 'The live deployment.' })
  liveDeploymentId!: string | null;
  @ApiProperty({ type: Boolean, description: 'The last deployment failed; the one before it may still be live.' })
  lastDeploymentFailed!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastDeployedAt!: string | null;
  @ApiProperty({ format: 'uri' })
  mcpUrl!: string;
  @ApiPropertyOptional({
    format: 'uri',
    description: 'Push here to deploy; only for servers in the built-in git remote.',
  })
  gitUrl?: string;
  @ApiProperty({ type: ActorDto })
  createdBy!: ActorDto;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class ServerPageDto {
  @ApiProperty({ type: [ServerDto] })
  items!: ServerDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  nextCursor!: string | null;
}
