import { ApiPropertyOptional } from '@nestjs/swagger';
import type { CallStatus } from '@toolyard/contracts';
import { Optional, Whole } from '@toolyard/service';
import { IsIn, IsISO8601, IsString, Length, Matches, MaxLength } from 'class-validator';
import { callStatuses } from '../calls/call.dto.js';

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
