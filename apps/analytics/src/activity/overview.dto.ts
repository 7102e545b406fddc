import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CallDto } from '../calls/call.dto.js';

/** Deployments are in the form that `GET /deployments/:id` answers. */
export class OverviewDto {
  @ApiProperty()
  totalCalls!: number;

  @ApiProperty()
  uniqueUsers!: number;

  @ApiProperty({ description: 'From 0 to 1.' })
  errorRate!: number;

  @ApiProperty()
  averageLatencyMs!: number;

  @ApiProperty({ type: [CallDto] })
  recent!: CallDto[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The live deployment; absent when there is none, or while the builds service is away.',
  })
  live?: object;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Deployments under way.',
  })
  inProgress!: object[];
}
