import { ApiProperty } from '@nestjs/swagger';
import type { Delivery } from './webhook-deliveries.js';

class DeliveryDto implements Delivery {
  @ApiProperty({ description: "GitHub's id of the delivery; a repeated delivery has the same." })
  id!: string;
  @ApiProperty({ example: 'push' })
  event!: string;
  @ApiProperty({ type: String, nullable: true })
  action!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The repository, or the account, that it is about.' })
  repository!: string | null;
  @ApiProperty({ format: 'date-time', description: 'When it was received.' })
  at!: string;
  @ApiProperty({ enum: ['accepted', 'ignored', 'refused'] })
  verdict!: Delivery['verdict'];
  @ApiProperty()
  reason!: string;
}

export class DeliveriesDto {
  @ApiProperty({ type: [DeliveryDto], description: 'The last hundred, newest first.' })
  items!: DeliveryDto[];
}
