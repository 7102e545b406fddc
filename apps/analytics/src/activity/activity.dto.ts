import { ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses, type CallStatus, callStatuses } from '@toolyard/contracts';
import { CommaSeparated, Optional, Whole } from '@toolyard/service';
import { ArrayNotEmpty, IsIn, IsISO8601, IsString, IsTimeZone, Length, Matches, MaxLength } from 'class-validator';

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

  @ApiPropertyOptional({
    type: String,
    example: 'timeout,upstream_down',
    description: `Classes, separated by commas: ${callClasses.join(', ')}. Calls in progress have none.`,
  })
  @Optional()
  @CommaSeparated()
  @ArrayNotEmpty()
  @IsIn(callClasses, { each: true })
  class?: CallClass[];

  @ApiPropertyOptional({ description: 'Name of the MCP client.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  source?: string;

  @ApiPropertyOptional({ description: 'Version of the MCP client.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  sourceVersion?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsString()
  @Length(1, 256)
  deploymentId?: string;

  @ApiPropertyOptional({ description: 'Text in the tool, the name of the user or the error, in any case.' })
  @Optional()
  @IsString()
  @Length(1, 256)
  search?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Calls that started at this time or later. A time without an offset is UTC.',
  })
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

export class TimeQueryDto extends ActivityFilterDto {
  @ApiPropertyOptional({
    default: 'UTC',
    example: 'Asia/Kolkata',
    description: 'Name of a time zone (IANA) whose days, weeks and hours count.',
  })
  @Optional()
  @MaxLength(64)
  @IsTimeZone({ message: 'timeZone must be the name of a time zone, such as Europe/Berlin' })
  timeZone?: string;
}

export class ExportQueryDto extends TimeQueryDto {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description: '`true` begins the file with a byte order mark, which Excel needs to read UTF-8. CSV only.',
  })
  @Optional()
  @IsIn(['true', 'false'])
  bom?: 'true' | 'false';
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

export class HistogramQueryDto extends TimeQueryDto {
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

export class SlowestQueryDto extends ActivityFilterDto {
  @ApiPropertyOptional({ default: 20, minimum: 1, maximum: 200 })
  @Optional()
  @Whole(1, 200)
  limit?: number;
}
