import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses } from '@toolyard/contracts';
import type { RecordedStatus } from './figures.js';

const integers = (keys: readonly string[]) => ({
  type: 'object' as const,
  additionalProperties: false,
  properties: Object.fromEntries(keys.map((key) => [key, { type: 'integer' as const }])),
});
const byClass = integers(callClasses);
const byStatus = integers(['success', 'error', 'denied']);

export class StatsDto {
  @ApiProperty()
  totalCalls!: number;

  @ApiProperty()
  uniqueUsers!: number;

  @ApiProperty({
    description:
      '(tool_error + protocol_error + timeout + upstream_down) / (all calls except denied, auth_required and cancelled), from 0 to 1.',
  })
  errorRate!: number;

  @ApiProperty({ description: 'Over all counted calls.' })
  averageLatencyMs!: number;

  @ApiProperty(byClass)
  byClass!: Record<CallClass, number>;

  @ApiProperty(byStatus)
  byStatus!: Record<RecordedStatus, number>;
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

  @ApiProperty()
  total!: number;

  @ApiProperty(byStatus)
  byStatus!: Record<RecordedStatus, number>;

  @ApiProperty(byClass)
  byClass!: Record<CallClass, number>;
}

export class HistogramDto {
  @ApiProperty({ enum: ['time', 'latency'] })
  by!: 'time' | 'latency';

  @ApiPropertyOptional({ description: 'Width of every bucket, by time.' })
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
