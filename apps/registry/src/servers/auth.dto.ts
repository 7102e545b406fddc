import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type CredentialField,
  credentialHeader,
  type ServerAuth,
  variableNameMaxLength,
  variableNamePattern,
} from '@toolyard/contracts';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

const urlRules = { protocols: ['https', 'http'], require_protocol: true, require_tld: false };

const fieldNameRule =
  '$property must begin with a letter or _ and go on with letters, digits or _, up to ' +
  `${variableNameMaxLength} characters`;

const authMethods = ['none', 'credentials', 'oauth2'] as const;

/** What a client needs to call the server's tools; the three subclasses are its forms. */
export class AuthDto {
  @ApiProperty({ enum: authMethods })
  @IsIn(authMethods)
  method!: (typeof authMethods)[number];
}

export class NoAuthDto extends AuthDto {
  @ApiProperty({ enum: ['none'] })
  declare method: 'none';
}

class CredentialFieldDto implements CredentialField {
  @ApiProperty({ description: 'Variable name.', maxLength: variableNameMaxLength, example: 'API_KEY' })
  @MaxLength(variableNameMaxLength, { message: fieldNameRule })
  @Matches(variableNamePattern, { message: fieldNameRule })
  name!: string;

  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  label!: string;

  @ApiPropertyOptional({ maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  placeholder?: string;

  @ApiProperty({ description: 'Shown as dots while it is typed, and never shown again.' })
  @IsBoolean()
  secret!: boolean;
}

export class CredentialsAuthDto extends AuthDto {
  @ApiProperty({ enum: ['credentials'] })
  declare method: 'credentials';

  @ApiProperty({
    type: [CredentialFieldDto],
    description:
      'What each user fills in. Each value reaches the server in a header `X-Credential-<NAME>`, with `-` ' +
      'for `_`; the names differ in more than case.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique(
    (field: CredentialField | null) => (typeof field?.name === 'string' ? credentialHeader(field.name) : field),
    { message: 'names of $property must differ in more than case, because each becomes a header' },
  )
  @ValidateNested({ each: true })
  @Type(() => CredentialFieldDto)
  fields!: CredentialFieldDto[];
}

export class OAuth2AuthDto extends AuthDto {
  @ApiProperty({ enum: ['oauth2'] })
  declare method: 'oauth2';

  @ApiProperty({ format: 'uri' })
  @IsUrl(urlRules)
  @MaxLength(2_000)
  authorizationUrl!: string;

  @ApiProperty({ format: 'uri' })
  @IsUrl(urlRules)
  @MaxLength(2_000)
  tokenUrl!: string;

  @ApiPropertyOptional({ format: 'uri' })
  @IsOptional()
  @IsUrl(urlRules)
  @MaxLength(2_000)
  revocationUrl?: string;

  @ApiProperty({ maxLength: 200 })
  @IsString()
  @Length(1, 200)
  clientId!: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 1_000,
    writeOnly: true,
    description:
      'Only when the server is created; changed at `/servers/{id}/auth-secret`. Never shown again. Absent ' +
      'for a public client.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 1_000)
  @Matches(/^[\x20-\x7e]*$/, { message: '$property must be visible ASCII characters' })
  clientSecret?: string;

  @ApiProperty({ type: [String], maxItems: 50 })
  @IsArray()
  @ArrayMaxSize(50)
  @Matches(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, {
    each: true,
    message: 'each of $property must be a scope of RFC 6749: no spaces, quotes or backslashes',
  })
  scopes!: string[];
}

export const authTypes = {
  discriminator: {
    property: 'method',
    subTypes: [
      { name: 'none', value: NoAuthDto },
      { name: 'credentials', value: CredentialsAuthDto },
      { name: 'oauth2', value: OAuth2AuthDto },
    ],
  },
  keepDiscriminatorProperty: true,
};

/** What is never stored here, but handed to `secrets`. */
export function clientSecretOf(auth: AuthDto): string | undefined {
  return auth instanceof OAuth2AuthDto ? auth.clientSecret : undefined;
}

/** The stored form, field by field. */
export function serverAuth(auth: AuthDto): ServerAuth {
  if (auth instanceof CredentialsAuthDto) {
    const fields = auth.fields.map(({ name, label, placeholder, secret }) => ({
      name,
      label,
      ...(placeholder === undefined ? {} : { placeholder }),
      secret,
    }));
    return { method: 'credentials', fields };
  }
  if (auth instanceof OAuth2AuthDto) {
    const { authorizationUrl, tokenUrl, revocationUrl, clientId, scopes } = auth;
    return {
      method: 'oauth2',
      authorizationUrl,
      tokenUrl,
      ...(revocationUrl === undefined ? {} : { revocationUrl }),
      clientId,
      scopes,
    };
  }
  return { method: 'none' };
}
