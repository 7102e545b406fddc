import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses, type CallStatus, callStatuses } from '@toolyard/contracts';

const integers = (keys: readonly string[]) => ({
  type: 'object' as const,
  additionalProperties: false,
  properties: Object.fromEntries(keys.map((key) => [key, { type: 'integer' as const }])),
});
const byClass = integers(callClasses);
const byStatus = integers(callStatuses);

export class StatsDto {
  @ApiProperty()
  totalCalls!: number;

  @ApiProperty()
  uniqueUsers!: number;

  @ApiProperty({
    description:
      'From 0 to 1: (tool_error + protocol_error + timeout + upstream_down) divided by all calls except denied, ' +
      'auth_required and cancelled.',
  })
  errorRate!: number;

  @ApiProperty({ description: 'Of the calls that reached a server: denied and auth_required have no latency.' })
  averageLatencyMs!: number;

  @ApiProperty(byClass)
  byClass!: Record<CallClass, number>;

  @ApiProperty(byStatus)
  byStatus!: Record<CallStatus, number>;
}

export class ToolFiguresDto extends StatsDto {
  @ApiProperty()
  serverId!: string;

  @ApiProperty()
  tool!: string;

  @ApiProperty({ format: 'date-time' })
  lastCalledAt!: string;
}

export class ToolFiguresPageDto {
  @ApiProperty({ type: [ToolFiguresDto], description: 'The most called first.' })
  items!: ToolFiguresDto[];
}

export class HistogramBucketDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'Begin of the bucket, by time.' })
  at?: string;

  @ApiPropertyOptional({ description: 'Inclusive, by latency.' })
  fromMs?: number;

  @ApiPropertyOptional({ description: 'Exclusive, by latency.' })
  toMs?: number;

  @ApiProperty({ description: 'By time, calls in progress are counted too.' })
  total!: number;

  @ApiProperty(byStatus)
  byStatus!: Record<CallStatus, number>;

  @ApiProperty(byClass)
  byClass!: Record<CallClass, number>;
}

export class HistogramDto {
  @ApiProperty({ enum: ['time', 'latency'] })
  by!: 'time' | 'latency';

  @ApiPropertyOptional({
    description: 'Usual width of a bucket, by time; days with a change of the clock are longer or shorter.',
  })
  bucketSeconds?: number;

  @ApiProperty({ type: [HistogramBucketDto], description: 'Without gaps: buckets that have no calls are there too.' })
  buckets!: HistogramBucketDto[];
}

export class PercentilesDto {
  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds; null without calls.' })
  p25!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p50!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p85!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p95!: number | null;
  @ApiProperty({ nullable: true, type: Number })
  p99!: number | null;
}
