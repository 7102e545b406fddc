import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type AlertChannelKind, alertChannelKinds } from '@toolyard/contracts';
import { Optional, Trim } from '@toolyard/service';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsEmail,
  IsIn,
  IsString,
  IsUrl,
  Length,
  MaxLength,
} from 'class-validator';

class AlertTargetDto {
  @ApiPropertyOptional({
    description: 'Of webhook, slack and teams. A public address with https, unless TOOLYARD_ALERT_HOSTS has its host.',
  })
  @Optional()
  @MaxLength(2_000)
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'], disallow_auth: true })
  url?: string;

  @ApiPropertyOptional({ type: [String], description: 'Of email.' })
  @Optional()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsEmail({}, { each: true })
  to?: string[];
}

export class EditAlertChannelDto extends AlertTargetDto {
  @ApiPropertyOptional()
  @Optional()
  @Trim()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiPropertyOptional({ description: 'A channel that is off gets no messages.' })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}

export class CreateAlertChannelDto extends AlertTargetDto {
  @ApiProperty({ enum: alertChannelKinds })
  @IsIn(alertChannelKinds)
  kind!: AlertChannelKind;

  @ApiProperty()
  @Trim()
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class AlertChannelDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: alertChannelKinds })
  kind!: AlertChannelKind;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'Addresses of mail, or the host of the address: its path may be a secret.' })
  target!: string;

  @ApiProperty()
  enabled!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class NewAlertChannelDto extends AlertChannelDto {
  @ApiPropertyOptional({
    description: 'Of a webhook: what its messages are signed with (Standard Webhooks). Shown once.',
  })
  secret?: string;
}

export class AlertChannelListDto {
  @ApiProperty({ type: [AlertChannelDto] })
  items!: AlertChannelDto[];
}

export class ChannelTestDto {
  @ApiProperty()
  delivered!: boolean;

  @ApiPropertyOptional({ description: 'Why not, in one sentence.' })
  error?: string;
}
