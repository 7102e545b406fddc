import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@toolyard/service';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { DeliveriesDto } from './webhooks.dto.js';

@ApiTags('GitHub')
@ApiBearerAuth()
@Controller('api/v1/github')
export class WebhooksController {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  @Get('deliveries')
  @Allow(['admin'])
  @ApiOperation({ summary: 'List the last webhooks of GitHub with what became of them' })
  @ApiOkResponse({ type: DeliveriesDto })
  list(): DeliveriesDto {
    return { items: this.deliveries.list() };
  }
}
