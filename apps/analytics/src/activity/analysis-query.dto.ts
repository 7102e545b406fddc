import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, Whole } from '@toolyard/service';
import { IsIn, IsString, Length } from 'class-validator';
import { type Dimension, dimensions } from '../analysis/breakdown.sql.js';
import { ActivityFilterDto, TimeQueryDto } from './activity.dto.js';

export class AnalysisQueryDto extends TimeQueryDto {
  @ApiPropertyOptional({
    enum: ['previous'],
    description: '`previous` answers the figures of the period of the same length right before as well.',
  })
  @Optional()
  @IsIn(['previous'])
  compare?: 'previous';

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description: '`true`: of the servers that the caller made; a developer then gets figures over all callers.',
  })
  @Optional()
  @IsIn(['true', 'false'])
  mine?: 'true' | 'false';
}

export class BreakdownQueryDto extends AnalysisQueryDto {
  @ApiPropertyOptional({ enum: dimensions, default: 'server' })
  @Optional()
  @IsIn(dimensions)
  by?: Dimension;

  @ApiPropertyOptional({ default: 100, minimum: 1, maximum: 1_000 })
  @Optional()
  @Whole(1, 1_000)
  limit?: number;
}

export class ErrorsQueryDto extends AnalysisQueryDto {
  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 200 })
  @Optional()
  @Whole(1, 200)
  limit?: number;
}

export class ComparisonQueryDto extends ActivityFilterDto {
  @ApiProperty({ description: 'The deployment that is compared with.' })
  @IsString()
  @Length(1, 256)
  base!: string;

  @ApiProperty({ description: 'The deployment that is compared.' })
  @IsString()
  @Length(1, 256)
  candidate!: string;
}
