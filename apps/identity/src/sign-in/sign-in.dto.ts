import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type DefaultAccess, passwordMaxLength, type Role } from '@toolyard/contracts';
import { Optional } from '@toolyard/service';
import { IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { apiPassword, apiRole, defaultAccesses, IsEmailAddress, IsName, IsPassword } from '../directory/dto-fields.js';
import { MeDto } from '../sessions/me.dto.js';

export class SignInDto {
  @ApiProperty({ maxLength: 254 })
  @IsString()
  @MaxLength(254)
  email!: string;

  @ApiProperty({ maxLength: passwordMaxLength, format: 'password' })
  @IsPassword()
  password!: string;
}

export class BeginSignInDto {
  @ApiPropertyOptional({ description: 'Path of the platform to come back to.', maxLength: 2_000, default: '/' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  returnTo?: string;
}

export class AcceptInvitationDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsName()
  name!: string;

  @ApiProperty(apiPassword)
  @IsPassword()
  password!: string;
}

export class SetUpDto extends AcceptInvitationDto {
  @ApiProperty({ description: 'From the link that the first start printed.' })
  @IsString()
  @Length(1, 200)
  token!: string;

  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsEmailAddress()
  email!: string;

  @ApiPropertyOptional({
    enum: defaultAccesses,
    default: 'none',
    description:
      'What the default group lets every account call. `none`: what an admin allows, group by group. ' +
      '`all`: every tool of every server.',
  })
  @Optional()
  @IsIn(defaultAccesses)
  defaultAccess?: DefaultAccess;
}

export class InvitedDto {
  @ApiProperty({ format: 'email' })
  email!: string;
  @ApiProperty(apiRole)
  role!: Role;
  @ApiProperty()
  invitedBy!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class PasswordLinkDto {
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'email' })
  email!: string;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
}

export class OidcSignInDto {
  @ApiProperty({ description: 'Of the provider, for the button.' })
  name!: string;
}

export class SignInWaysDto {
  @ApiProperty({ enum: [true] })
  password!: true;
  @ApiProperty({ type: OidcSignInDto, nullable: true })
  oidc!: OidcSignInDto | null;
}

export class SessionDto {
  @ApiProperty({ type: MeDto, nullable: true })
  user!: MeDto | null;
  @ApiProperty({ description: 'True while there is no admin: follow the link that the first start printed.' })
  setupRequired!: boolean;
  @ApiProperty({ type: SignInWaysDto })
  signIn!: SignInWaysDto;
}
