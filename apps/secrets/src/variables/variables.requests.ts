import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { countedDelivery } from '../secrets.metrics.js';
import { VariablesService } from './variables.service.js';

/** Requests of other services. */
@Controller()
export class VariablesRequests {
  constructor(private readonly variables: VariablesService) {}

  @Answers('secrets.quotas.use')
  async quotaUses(
    @Payload() { serverId }: Requests['secrets.quotas.use']['request'],
  ): Promise<Requests['secrets.quotas.use']['reply']> {
    return { uses: serverId === undefined ? {} : await this.variables.quotaUses(serverId) };
  }

  @Answers('secrets.variables.deliver')
  deliver(
    @Payload() { serverId, receiver }: Requests['secrets.variables.deliver']['request'],
  ): Promise<Requests['secrets.variables.deliver']['reply']> {
    const { service, publicKey, signature } = receiver ?? {};
    return countedDelivery(
      'variables',
      this.variables.deliver(String(serverId), {
        service: String(service),
        publicKey: String(publicKey),
        signature: String(signature),
      }),
    );
  }
}
