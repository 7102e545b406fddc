import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { countedDelivery } from '../secrets.metrics.js';
import { GitHubKeysService } from './github-keys.service.js';

/** Requests of `builds`. */
@Controller()
export class GitHubKeysRequests {
  constructor(private readonly keys: GitHubKeysService) {}

  @Answers('secrets.github.keep')
  async keep(
    @Payload() { sealed, actor }: Requests['secrets.github.keep']['request'],
  ): Promise<Requests['secrets.github.keep']['reply']> {
    return { version: await this.keys.keep(String(sealed), actor) };
  }

  @Answers('secrets.github.deliver')
  deliver(
    @Payload() { receiver }: Requests['secrets.github.deliver']['request'],
  ): Promise<Requests['secrets.github.deliver']['reply']> {
    const { service, publicKey, signature } = receiver ?? {};
    const from = { service: String(service), publicKey: String(publicKey), signature: String(signature) };
    return countedDelivery('github', this.keys.deliver(from));
  }
}
