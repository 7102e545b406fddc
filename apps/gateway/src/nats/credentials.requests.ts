import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { AnswersFromAll } from '@toolyard/messaging';
import { GatewayService } from '../gateway.js';

type Forget = Requests['gateway.credentials.forget'];

@Controller()
export class CredentialsController {
  constructor(private readonly gateway: GatewayService) {}

  @AnswersFromAll('gateway.credentials.forget')
  forget(@Payload() { serverId, userId }: Forget['request']): Forget['reply'] {
    this.gateway.credentials.forget(String(serverId), String(userId));
    return { forgotten: true };
  }
}
