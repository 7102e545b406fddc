import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, Trim } from '@toolyard/service';
import { IsBoolean, IsObject, IsString, Length, MaxLength } from 'class-validator';

const code = {
  minLength: 6,
  maxLength: 40,
  description: 'Six digits of the authenticator app, or a recovery code.',
};

export class CodeDto {
  @ApiProperty(code)
  @IsString()
  @Length(6, 40)
  code!: string;
}

const browserAnswer = { type: 'object', additionalProperties: true } as const;

/** A code, or the answer of a passkey. */
export class ProofDto {
  @ApiPropertyOptional(code)
  @Optional()
  @IsString()
  @Length(6, 40)
  code?: string;

  @ApiPropertyOptional({
    ...browserAnswer,
    description: 'In place of a code: what the browser answered (`AuthenticationResponseJSON` of WebAuthn).',
  })
  @Optional()
  @IsObject()
  passkey?: object;
}

export class NewPasskeyDto {
  @ApiProperty({ maxLength: 60, description: 'To tell it from others, such as "Laptop".' })
  @Trim()
  @IsString()
  @Length(1, 60)
  name!: string;

  @ApiProperty({
    ...browserAnswer,
    description: 'What the browser answered (`RegistrationResponseJSON` of WebAuthn).',
  })
  @IsObject()
  passkey!: object;
}

export class PasskeyDto {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUsedAt!: string | null;
}

/** Of the API `navigator.credentials`, as JSON (WebAuthn level 3, section 5.1). */
export class PasskeyOptionsDto {
  @ApiProperty({ ...browserAnswer, description: 'For the browser; works once, within five minutes.' })
  options!: object;
}

export class ConfirmSecondFactorDto extends CodeDto {
  @ApiProperty({ maxLength: 1_000, description: '`enrolment` of the answer that began it.' })
  @IsString()
  @MaxLength(1_000)
  enrolment!: string;
}

const ticket = { maxLength: 1_000, description: '`details.ticket` of the answer `second_factor_needed`.' };

export class TicketDto {
  @ApiProperty(ticket)
  @IsString()
  @MaxLength(1_000)
  ticket!: string;
}

export class TicketProofDto extends ProofDto {
  @ApiProperty(ticket)
  @IsString()
  @MaxLength(1_000)
  ticket!: string;
}

export class TicketConfirmDto extends ConfirmSecondFactorDto {
  @ApiProperty(ticket)
  @IsString()
  @MaxLength(1_000)
  ticket!: string;
}

export class EnrolmentDto {
  @ApiProperty({ description: 'For an app that cannot read the QR code, in base 32.' })
  secret!: string;
  @ApiProperty({ description: 'For the QR code: `otpauth://totp/…`.' })
  uri!: string;
  @ApiProperty({ description: 'To be sent back with the first code; works for 15 minutes.' })
  enrolment!: string;
}

export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Each works once. Shown once.' })
  recoveryCodes!: string[];
}

export class SecondFactorDto {
  @ApiProperty({ description: 'True when signing in with the password needs more than that.' })
  active!: boolean;
  @ApiProperty({ description: 'True when codes of an authenticator app work.' })
  app!: boolean;
  @ApiProperty({ type: [PasskeyDto], description: 'The oldest first.' })
  passkeys!: PasskeyDto[];
  @ApiProperty({ description: 'False when browsers take no passkeys for the address of the platform.' })
  passkeysPossible!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  since!: string | null;
  @ApiProperty({ description: 'Recovery codes that were not used yet.' })
  recoveryCodesLeft!: number;
  @ApiProperty({ description: 'True when the organisation requires one.' })
  required!: boolean;
}

export class OrganisationDto {
  @ApiProperty({ description: 'Accounts with a password need a second factor from their next sign-in on.' })
  @IsBoolean()
  secondFactorRequired!: boolean;
}
