import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsString, Length, MaxLength } from 'class-validator';

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

export class ConfirmSecondFactorDto extends CodeDto {
  @ApiProperty({ maxLength: 1_000, description: '`enrolment` of the answer that began it.' })
  @IsString()
  @MaxLength(1_000)
  enrolment!: string;
}

export class TicketDto {
  @ApiProperty({ maxLength: 1_000, description: '`details.ticket` of the answer `second_factor_needed`.' })
  @IsString()
  @MaxLength(1_000)
  ticket!: string;
}

export class TicketCodeDto extends TicketDto {
  @ApiProperty(code)
  @IsString()
  @Length(6, 40)
  code!: string;
}

export class TicketConfirmDto extends TicketCodeDto {
  @ApiProperty({ maxLength: 1_000, description: '`enrolment` of the answer that began it.' })
  @IsString()
  @MaxLength(1_000)
  enrolment!: string;
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
  @ApiProperty({ description: 'True when signing in with the password needs a code.' })
  active!: boolean;
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
