import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { AnswersFromAll } from '@toolyard/messaging';
import { GatewayService } from './gateway.service.js';

type InProgress = Requests['gateway.calls.inProgress'];

@Controller()
export class CallsController {
  constructor(private readonly gateway: GatewayService) {}

  @AnswersFromAll('gateway.calls.inProgress')
  inProgress(@Payload() request: InProgress['request']): InProgress['reply'] {
    return { calls: this.gateway.engine.calls.inProgress(request?.serverId) };
  }
}
