import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type AlertMeasure, alertMeasures, type AlertScope, alertScopes } from '@toolyard/contracts';
import { ActorDto, Optional, Trim, Whole } from '@toolyard/service';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsNumber,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const largest = 1_000_000_000;
const longestWindow = 7 * 24 * 60;

class AlertFieldsDto {
  @ApiPropertyOptional({
    enum: alertScopes,
    description: '`server`: the server of `serverId`; `each`: every server on its own; `all`: all servers together.',
  })
  @Optional()
  @IsIn(alertScopes)
  scope?: AlertScope;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @Length(1, 256)
  serverId?: string;

  @ApiPropertyOptional({
    description:
      'The alert fires when the measure reaches it: `error_rate` from 0 to 1, `p95` in milliseconds, the others a ' +
      'number. `no_calls` has none.',
  })
  @Optional()
  @IsNumber()
  @Min(0)
  @Max(largest)
  threshold?: number;

  @ApiPropertyOptional({ description: 'The alert is resolved when the measure falls to it. Default: 0.8 thresholds.' })
  @Optional()
  @IsNumber()
  @Min(0)
  @Max(largest)
  recoverAt?: number;

  @ApiPropertyOptional({ default: 15, minimum: 1, maximum: longestWindow })
  @Optional()
  @Whole(1, longestWindow)
  windowMinutes?: number;

  @ApiPropertyOptional({ default: 20, description: 'An error rate or a P95 of fewer calls does not fire.' })
  @Optional()
  @Whole(0, largest)
  minimumCalls?: number;

  @ApiPropertyOptional({ type: [String], description: 'Channels that get messages; all of them when absent.' })
  @Optional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  channelIds?: string[];

  @ApiPropertyOptional({ default: true })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}

export class EditAlertDto extends AlertFieldsDto {
  @ApiPropertyOptional()
  @Optional()
  @Trim()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiPropertyOptional({ enum: alertMeasures })
  @Optional()
  @IsIn(alertMeasures)
  measure?: AlertMeasure;
}

export class CreateAlertDto extends AlertFieldsDto {
  @ApiProperty()
  @Trim()
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: alertMeasures })
  @IsIn(alertMeasures)
  measure!: AlertMeasure;
}

export class SilenceDto {
  @ApiProperty({ format: 'date-time', description: 'No messages until then; the state goes on.' })
  @IsISO8601({ strict: true })
  @MaxLength(40)
  until!: string;
}

export const alertStates = ['ok', 'firing', 'acknowledged', 'disabled'] as const;

export class AlertIncidentDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ nullable: true, type: String, description: 'Null: all servers together.' })
  serverId!: string | null;

  @ApiProperty({ nullable: true, type: String })
  server!: string | null;

  @ApiProperty({ description: 'The measure when it fired.' })
  value!: number;

  @ApiProperty({ format: 'date-time' })
  firedAt!: string;

  @ApiProperty({ nullable: true, type: ActorDto })
  acknowledgedBy!: ActorDto | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time', description: 'Null while it fires.' })
  resolvedAt!: string | null;
}

export class AlertDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: alertMeasures })
  measure!: AlertMeasure;

  @ApiProperty({ enum: alertScopes })
  scope!: AlertScope;

  @ApiPropertyOptional()
  serverId?: string;

  @ApiProperty()
  threshold!: number;

  @ApiProperty()
  recoverAt!: number;

  @ApiProperty()
  windowMinutes!: number;

  @ApiProperty()
  minimumCalls!: number;

  @ApiProperty({ nullable: true, type: [String], description: 'Null: all channels.' })
  channelIds!: string[] | null;

  @ApiProperty()
  enabled!: boolean;

  @ApiProperty({ enum: alertStates, description: '`acknowledged`: it fires, and every open incident was taken on.' })
  state!: (typeof alertStates)[number];

  @ApiProperty({ nullable: true, type: String, format: 'date-time', description: 'Null while messages are sent.' })
  silencedUntil!: string | null;

  @ApiProperty({ type: [AlertIncidentDto], description: 'Open ones and the latest resolved ones, newest first.' })
  incidents!: AlertIncidentDto[];

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  createdAt!: string | null;
}

export class AlertListDto {
  @ApiProperty({ type: [AlertDto] })
  items!: AlertDto[];
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

export class AlertDeliveryDto {
  @ApiProperty({ description: 'Sent as `webhook-id`; the same in every attempt.' })
  id!: string;

  @ApiProperty()
  channelId!: string;

  @ApiProperty()
  incidentId!: string;

  @ApiProperty({ enum: ['firing', 'resolved'] })
  about!: 'firing' | 'resolved';

  @ApiProperty({ enum: deliveryStates, description: '`failed`: given up after seven attempts.' })
  status!: (typeof deliveryStates)[number];

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ nullable: true, type: String, description: 'Of the latest attempt.' })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  dueAt!: string;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  nextAttemptAt!: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  endedAt!: string | null;
}

export class AlertDeliveryListDto {
  @ApiProperty({ type: [AlertDeliveryDto], description: 'The newest first.' })
  items!: AlertDeliveryDto[];
}
