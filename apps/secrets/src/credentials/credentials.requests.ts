import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { countedDelivery } from '../secrets.metrics.js';
import { ClientSecrets } from '../credential-store/client-secrets.js';
import { CredentialsService } from './credentials.service.js';

/** Requests of other services. */
@Controller()
export class CredentialsRequests {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly secrets: ClientSecrets,
  ) {}

  @Answers('secrets.credentials.deliver')
  deliver(
    @Payload() { serverId, userId, receiver }: Requests['secrets.credentials.deliver']['request'],
  ): Promise<Requests['secrets.credentials.deliver']['reply']> {
    const { service, publicKey, signature } = receiver ?? {};
    return countedDelivery(
      'credentials',
      this.credentials.deliver(String(serverId), String(userId), {
        service: String(service),
        publicKey: String(publicKey),
        signature: String(signature),
      }),
    );
  }

  @Answers('secrets.clientSecrets.keep')
  async keep(
    @Payload() { sealed, actor }: Requests['secrets.clientSecrets.keep']['request'],
  ): Promise<Requests['secrets.clientSecrets.keep']['reply']> {
    return { version: await this.secrets.keep(String(sealed), actor) };
  }
}
