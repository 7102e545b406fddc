import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests, Server } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { ServersService } from './servers.service.js';

/** What other services ask. */
@Controller()
export class ServersRequests {
  constructor(private readonly servers: ServersService) {}

  @Answers('registry.servers.get')
  get(@Payload() { serverId }: Requests['registry.servers.get']['request']): Promise<Server> {
    return this.servers.get(String(serverId));
  }

  @Answers('registry.servers.all')
  all(): { servers: Server[] } {
    return { servers: this.servers.all() };
  }

  @Answers('registry.quotas.use')
  quotaUses(@Payload() of: Requests['registry.quotas.use']['request']): Requests['registry.quotas.use']['reply'] {
    return { uses: this.servers.quotaUses(of) };
  }

  @Answers('registry.servers.bySlug')
  bySlug(@Payload() { slug }: Requests['registry.servers.bySlug']['request']): Server {
    return this.servers.withSlug(String(slug));
  }
}
