import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { AnswersFromAll } from '@toolyard/messaging';
import { GatewayService } from '../gateway.js';

type Reach = Requests['gateway.access.reach'];
type InProgress = Requests['gateway.calls.inProgress'];

/** As long as `identity` waits for its changes to hold everywhere. */
const reachMs = 2_000;

@Controller()
export class CallsController {
  constructor(private readonly gateway: GatewayService) {}

  @AnswersFromAll('gateway.access.reach')
  async reach(@Payload() { revision }: Reach['request']): Promise<Reach['reply']> {
    return { reached: await this.gateway.engine.access.reach(revision, reachMs) };
  }

  @AnswersFromAll('gateway.calls.inProgress')
  inProgress(@Payload() request: InProgress['request']): InProgress['reply'] {
    return { calls: this.gateway.engine.calls.inProgress(request?.serverId) };
  }
}
