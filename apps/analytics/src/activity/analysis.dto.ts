import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses } from '@toolyard/contracts';
import { type Dimension, dimensions } from '../analysis/breakdown.sql.js';
import { StatsDto } from '../figures/figures.dto.js';

const milliseconds = { nullable: true, type: Number, description: 'Milliseconds; null without calls.' } as const;

export class MeasuresDto extends StatsDto {
  @ApiProperty(milliseconds)
  p25!: number | null;
  @ApiProperty(milliseconds)
  p50!: number | null;
  @ApiProperty(milliseconds)
  p85!: number | null;
  @ApiProperty(milliseconds)
  p95!: number | null;
  @ApiProperty(milliseconds)
  p99!: number | null;
}

export class SeriesBucketDto extends MeasuresDto {
  @ApiProperty({ format: 'date-time', description: 'Begin of the bucket.' })
  at!: string;
}

export class PeriodDto {
  @ApiProperty({ format: 'date-time' })
  from!: string;

  @ApiProperty({ format: 'date-time' })
  to!: string;

  @ApiProperty()
  totals!: MeasuresDto;

  @ApiProperty({ type: [SeriesBucketDto], description: 'Without gaps.' })
  buckets!: SeriesBucketDto[];
}

class MarkedCommitDto {
  @ApiProperty()
  sha!: string;

  @ApiProperty({ description: 'First line.' })
  message!: string;
}

export class DeploymentMarkerDto {
  @ApiProperty()
  deploymentId!: string;

  @ApiProperty()
  serverId!: string;

  @ApiProperty({ format: 'date-time', description: 'When traffic moved to the deployment.' })
  at!: string;

  @ApiProperty()
  commit!: MarkedCommitDto;
}

export class SeriesDto extends PeriodDto {
  @ApiProperty()
  timeZone!: string;

  @ApiProperty({ description: 'Usual width of a bucket; days with a change of the clock are longer or shorter.' })
  bucketSeconds!: number;

  @ApiProperty({ type: [DeploymentMarkerDto], description: 'Promotions in the period; the newest 200.' })
  deployments!: DeploymentMarkerDto[];

  @ApiPropertyOptional({ description: 'As many buckets right before, with `compare=previous`.' })
  previous?: PeriodDto;
}

class BeforeDto {
  @ApiProperty()
  calls!: number;

  @ApiProperty({ description: 'From 0 to 1.' })
  errorRate!: number;

  @ApiProperty(milliseconds)
  p50!: number | null;

  @ApiProperty(milliseconds)
  p95!: number | null;
}

export class BreakdownItemDto extends MeasuresDto {
  @ApiProperty({ description: 'Value of the dimension, as filters take it.' })
  key!: string;

  @ApiProperty({ description: 'The key in words.' })
  name!: string;

  @ApiPropertyOptional({ description: 'The server of a tool or a deployment.' })
  serverId?: string;

  @ApiPropertyOptional({ description: 'The client of a version.' })
  client?: string;

  @ApiProperty({ description: 'Part of all calls of the filter, from 0 to 1.' })
  share!: number;

  @ApiProperty({ format: 'date-time' })
  lastCalledAt!: string;

  @ApiPropertyOptional({
    nullable: true,
    type: BeforeDto,
    description: 'The period before, with `compare=previous` and a filter that has `from`; null when it had no calls.',
  })
  previous?: BeforeDto | null;
}

export class BreakdownDto {
  @ApiProperty({ enum: dimensions })
  by!: Dimension;

  @ApiProperty({ type: [BreakdownItemDto], description: 'The most called first.' })
  items!: BreakdownItemDto[];

  @ApiProperty({ description: 'There are more than the limit.' })
  more!: boolean;
}

class ErrorExampleDto {
  @ApiProperty()
  callId!: string;

  @ApiProperty()
  error!: string;
}

export class ErrorGroupDto {
  @ApiProperty()
  serverId!: string;

  @ApiProperty({ description: 'Name of the server.' })
  server!: string;

  @ApiProperty()
  tool!: string;

  @ApiProperty({ enum: callClasses })
  class!: CallClass;

  @ApiProperty({ description: 'The error without what differs from call to call.' })
  cause!: string;

  @ApiProperty()
  count!: number;

  @ApiProperty()
  users!: number;

  @ApiProperty({ format: 'date-time', description: 'Of all stored calls, also before `from`.' })
  firstSeenAt!: string;

  @ApiProperty({ format: 'date-time' })
  lastSeenAt!: string;

  @ApiProperty({ type: [String], description: 'Up to 20.' })
  deployments!: string[];

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'The live deployment, when the cause came first after its promotion.',
  })
  newSinceDeployment!: string | null;

  @ApiPropertyOptional({ description: 'The newest call; absent for callers who may see figures alone.' })
  example?: ErrorExampleDto;

  @ApiPropertyOptional({ description: 'Calls in the period before, with `compare=previous`.' })
  previousCount?: number;
}

export class ErrorGroupsDto {
  @ApiProperty({ type: [ErrorGroupDto], description: 'The most frequent first.' })
  items!: ErrorGroupDto[];

  @ApiProperty({ description: 'There are more than the limit.' })
  more!: boolean;
}

class HeatMapRowDto {
  @ApiProperty({ description: 'Inclusive.' })
  fromMs!: number;

  @ApiProperty({ description: 'Exclusive.' })
  toMs!: number;

  @ApiProperty({ type: [Number], description: 'One number for each of `times`.' })
  calls!: number[];
}

export class HeatMapDto {
  @ApiProperty()
  timeZone!: string;

  @ApiProperty()
  bucketSeconds!: number;

  @ApiProperty({ type: [String], description: 'Beginnings of the columns.' })
  times!: string[];

  @ApiProperty({ type: [HeatMapRowDto], description: 'From the fastest to the slowest; without gaps.' })
  rows!: HeatMapRowDto[];
}

export class ToolMeasuresDto extends MeasuresDto {
  @ApiProperty({ description: 'Of the calls that ended with an answer, as are all sizes; before they were cut.' })
  averageInputBytes!: number;

  @ApiProperty()
  averageOutputBytes!: number;

  @ApiProperty()
  largestOutputBytes!: number;

  @ApiProperty({ description: 'Of an average answer; an estimate of four bytes a token.' })
  outputTokens!: number;
}

class ToolComparisonDto {
  @ApiProperty()
  tool!: string;

  @ApiProperty({ nullable: true, type: ToolMeasuresDto, description: 'Null: no calls of the tool.' })
  base!: ToolMeasuresDto | null;

  @ApiProperty({ nullable: true, type: ToolMeasuresDto, description: 'Null: no calls of the tool.' })
  candidate!: ToolMeasuresDto | null;
}

export class ComparisonDto {
  @ApiProperty({ type: [ToolComparisonDto], description: 'The most called first.' })
  items!: ToolComparisonDto[];
}

class ToolSizesDto extends ToolMeasuresDto {
  @ApiProperty()
  tool!: string;
}

export class SizesDto {
  @ApiProperty({ type: [ToolSizesDto], description: 'The most called first.' })
  items!: ToolSizesDto[];
}
