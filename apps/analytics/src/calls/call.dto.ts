import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type CallClass, callClasses, type CallStatus, callStatuses } from '@toolyard/contracts';

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

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Null while the call is in progress, and for calls that never reached a server.',
  })
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
      'Result as JSON text, masked, perhaps cut; null while the call is in progress, empty without payloads and when ' +
      'the call ended without a result.',
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

export class CallListDto {
  @ApiProperty({ type: [CallDto] })
  items!: CallDto[];
}
