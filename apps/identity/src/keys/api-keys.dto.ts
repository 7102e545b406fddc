import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Right, rights } from '@toolyard/contracts';
import { ActorDto, Optional } from '@toolyard/service';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { IsName } from '../directory/dto-fields.js';

const servers = {
  oneOf: [
    { type: 'string', enum: ['all'] },
    { type: 'array', items: { type: 'string' }, maxItems: 200 },
  ],
};

export class CreateApiKeyDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsName()
  name!: string;

  @ApiProperty({
    enum: rights,
    isArray: true,
    description:
      '`call`: MCP endpoints. `read`, `write`: this API. `deploy`: git pushes and deployments. ' +
      '`scim`: provisioning by an identity provider, and nothing else.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(rights, { each: true })
  rights!: Right[];

  @ApiProperty({ ...servers, description: '`all`, or the ids of the servers that the key is for.' })
  @ValidateIf(({ servers }: CreateApiKeyDto) => servers !== 'all')
  @IsArray({ message: 'servers must be "all" or a list of server ids' })
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ArrayUnique()
  @Matches(/^srv_[0-9a-f]{32}$/, { each: true, message: 'each of servers must be a server id' })
  servers!: 'all' | string[];

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'Never, unless given.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({ description: 'For a service account instead of oneself; admins only.' })
  @Optional()
  @IsString()
  @MaxLength(100)
  serviceAccountId?: string;
}

export class ListApiKeysDto {
  @ApiPropertyOptional({
    description: 'Only keys of this account. Those who are not admins see their own anyway.',
    maxLength: 100,
  })
  @Optional()
  @IsString()
  @MaxLength(100)
  userId?: string;
}

export class ApiKeyDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ description: 'How the token begins.' })
  prefix!: string;
  @ApiProperty({ description: 'The account that the key acts for.' })
  userId!: string;
  @ApiProperty()
  userName!: string;
  @ApiProperty({ enum: rights, isArray: true })
  rights!: Right[];
  @ApiProperty(servers)
  servers!: 'all' | string[];
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: ActorDto })
  createdBy!: ActorDto;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
  @ApiProperty({ enum: ['active', 'expired', 'revoked'] })
  status!: 'active' | 'expired' | 'revoked';
}

export class NewApiKeyDto extends ApiKeyDto {
  @ApiProperty({ description: 'Shown once: only its SHA-256 is stored.' })
  token!: string;
}

export class ApiKeysDto {
  @ApiProperty({ type: [ApiKeyDto] })
  items!: ApiKeyDto[];
}
