import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses, type CallStatus } from '@toolyard/contracts';
import { Optional, Whole } from '@toolyard/service';
import { IsIn, IsISO8601, IsString, Length, Matches, MaxLength } from 'class-validator';

export const callStatuses = ['success', 'error', 'denied', 'in_progress'] as const satisfies CallStatus[];

export class ActivityFilterDto {
  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @Length(1, 256)
  serverId?: string;

  @ApiPropertyOptional({ description: 'Name of the tool.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  tool?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @Length(1, 256)
  userId?: string;

  @ApiPropertyOptional({ enum: callStatuses })
  @Optional()
  @IsIn(callStatuses)
  status?: CallStatus;

  @ApiPropertyOptional({ description: 'Name of the MCP client.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  source?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Calls that started at this time or later.' })
  @Optional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Calls that started before this time.' })
  @Optional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  to?: string;
}

export class ActivityPageQueryDto extends ActivityFilterDto {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @Optional()
  @IsString()
  @Matches(/^[\w-]{1,100}$/, { message: 'cursor must be the nextCursor of the page before' })
  cursor?: string;

  @ApiPropertyOptional({ default: 30, minimum: 1, maximum: 200 })
  @Optional()
  @Whole(1, 200)
  limit?: number;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'true',
    description: '`false` leaves inputs and outputs empty. With them, calls of others leave an entry in the audit log.',
  })
  @Optional()
  @IsIn(['true', 'false'])
  payloads?: 'true' | 'false';
}

export class HistogramQueryDto extends ActivityFilterDto {
  @ApiPropertyOptional({ enum: ['time', 'latency'], default: 'time' })
  @Optional()
  @IsIn(['time', 'latency'])
  by?: 'time' | 'latency';
}

export class ToolFiguresQueryDto extends ActivityFilterDto {
  @ApiPropertyOptional({ default: 100, minimum: 1, maximum: 1_000 })
  @Optional()
  @Whole(1, 1_000)
  limit?: number;
}

export class CallDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  serverId!: string;

  @ApiProperty()
  deploymentId!: string;

  @ApiProperty()
  tool!: string;

  @ApiProperty({ description: 'Name of the caller.' })
  user!: string;

  @ApiProperty()
  userId!: string;

  @ApiProperty({ description: 'Name of the MCP client.' })
  source!: string;

  @ApiProperty({ description: 'Version of the MCP client.' })
  sourceVersion!: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ nullable: true, type: Number, description: 'Null while the call is in progress.' })
  latencyMs!: number | null;

  @ApiProperty({ nullable: true, enum: callClasses, description: 'Null while the call is in progress.' })
  class!: CallClass | null;

  @ApiProperty({ enum: callStatuses })
  status!: CallStatus;

  @ApiProperty({ description: 'Arguments as JSON text, masked, perhaps cut; empty without payloads.' })
  input!: string;

  @ApiProperty({
    nullable: true,
    type: String,
    description:
      'Result as JSON text, masked, perhaps cut; null while the call is in progress, empty without payloads.',
  })
  output!: string | null;

  @ApiPropertyOptional({ description: 'One sentence for calls that did not succeed.' })
  error?: string;

  @ApiProperty()
  correlationId!: string;
}

export class CallPageDto {
  @ApiProperty({ type: [CallDto], description: 'The newest first; calls in progress lead the first page.' })
  items!: CallDto[];

  @ApiProperty({ nullable: true, type: String })
  nextCursor!: string | null;
}
