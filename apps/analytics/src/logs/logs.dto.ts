import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, Whole } from '@toolyard/service';
import { IsString, Length } from 'class-validator';

export class LogQueryDto {
  @ApiPropertyOptional({
    description: 'Lines after this number. A stream begins after `Last-Event-ID` instead, when that is given.',
    default: 0,
    minimum: 0,
  })
  @Optional()
  @Whole(0)
  after?: number;

  @ApiPropertyOptional({ default: 1_000, minimum: 1, maximum: 5_000 })
  @Optional()
  @Whole(1, 5_000)
  limit?: number;

  @ApiPropertyOptional({
    description: 'Only lines that contain this text; upper and lower case and colours do not matter.',
    maxLength: 500,
  })
  @Optional()
  @IsString()
  @Length(1, 500)
  search?: string;
}

export class LogLineDto {
  @ApiProperty({ description: 'Counts from 1 without gaps.' })
  n!: number;

  @ApiProperty({ enum: ['fetch', 'dependencies', 'image', 'push', 'candidate', 'promotion', 'runtime'] })
  stage!: string;

  @ApiProperty({ enum: ['stdout', 'stderr', 'platform'] })
  stream!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ description: 'One line, colours kept as ANSI sequences, cut after 16 KiB.' })
  text!: string;
}

export class LogPageDto {
  @ApiProperty({ type: [LogLineDto] })
  lines!: LogLineDto[];

  @ApiProperty({ description: 'What to send as `after` for the lines that follow, now or later.' })
  nextAfter!: number;

  @ApiProperty({ description: 'Number of the last line that the log has, whatever was asked for; 0 when it has none.' })
  last!: number;
}
