import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Requests, Server } from '@toolyard/contracts';
import { Answers } from '@toolyard/messaging';
import { Registry } from './servers.service.js';

/** What other services ask. */
@Controller()
export class ServersRequests {
  constructor(private readonly registry: Registry) {}

  @Answers('registry.servers.get')
  get(@Payload() { serverId }: Requests['registry.servers.get']['request']): Promise<Server> {
    return this.registry.get(String(serverId));
  }

  @Answers('registry.servers.bySlug')
  bySlug(@Payload() { slug }: Requests['registry.servers.bySlug']['request']): Server {
    return this.registry.withSlug(String(slug));
  }
}
