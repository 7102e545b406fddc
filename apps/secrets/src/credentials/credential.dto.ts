import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CredentialMethod, CredentialStatus } from '@toolyard/contracts';
import { IsObject, IsOptional, IsString, IsUrl, Length, Matches, MaxLength } from 'class-validator';

const endpoint = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };

const statuses = ['missing', 'complete', 'connected', 'expired', 'failed'] as const satisfies CredentialStatus[];

class FilledFieldDto {
  @ApiProperty({ example: 'API_KEY' })
  name!: string;
  @ApiProperty()
  label!: string;
  @ApiPropertyOptional()
  placeholder?: string;
  @ApiProperty()
  secret!: boolean;
  @ApiProperty({ description: 'Whether there is a value. Values are never shown.' })
  set!: boolean;
}

export class CredentialItemDto {
  @ApiProperty()
  serverId!: string;
  @ApiProperty()
  slug!: string;
  @ApiProperty()
  serverName!: string;
  @ApiProperty({ enum: ['credentials', 'oauth2'] })
  method!: CredentialMethod;
  @ApiProperty({ type: [FilledFieldDto], description: 'What the server asks for; empty for OAuth 2.0.' })
  fields!: FilledFieldDto[];
  @ApiProperty({
    enum: statuses,
    description: '`complete` and `connected`: calls work. `expired`: connect again. `failed`: see `error`.',
  })
  status!: CredentialStatus;
  @ApiPropertyOptional({ type: [String], description: 'Of OAuth 2.0: what was granted, or will be asked for.' })
  scopes?: string[];
  @ApiPropertyOptional({ format: 'date-time' })
  updatedAt?: string;
  @ApiPropertyOptional({ description: 'What is wrong with the provider account, in a sentence.' })
  error?: string;
}

export class CredentialsDto {
  @ApiProperty({ type: [CredentialItemDto] })
  items!: CredentialItemDto[];
}

export class SetCredentialDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    writeOnly: true,
    example: { API_KEY: 'abc' },
    description:
      'Value for each name that the server asks for; what is not given stays. One line, at most 4 KiB ' +
      'each and 8 KiB together.',
  })
  @IsObject()
  values!: Record<string, unknown>;
}

export class ConnectDto {
  @ApiPropertyOptional({
    description: 'Path of the platform to come back to; the page of credentials unless given.',
    maxLength: 500,
    example: '/servers/mail/overview',
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  returnTo?: string;
}

export class EndpointsDto {
  @ApiProperty({ format: 'uri' })
  @IsUrl(endpoint)
  @MaxLength(2_000)
  authorizationUrl!: string;

  @ApiProperty({ format: 'uri' })
  @IsUrl(endpoint)
  @MaxLength(2_000)
  tokenUrl!: string;
}

export class RedirectUriDto {
  @ApiProperty({ format: 'uri', description: 'To be registered at the provider, as it is.' })
  redirectUri!: string;
}

export class ConnectUrlDto {
  @ApiProperty({ format: 'uri', description: "Where to send the user's browser. Good for ten minutes." })
  url!: string;
}

export class AuthSecretDto {
  @ApiProperty({ writeOnly: true, minLength: 1, maxLength: 1_000 })
  @IsString()
  @Length(1, 1_000)
  @Matches(/^[\x20-\x7e]*$/, { message: '$property must be visible ASCII characters' })
  clientSecret!: string;
}
