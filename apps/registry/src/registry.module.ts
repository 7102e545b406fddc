import { Module } from '@nestjs/common';
import { relayOf } from '@toolyard/service';
import { DeploymentStates } from './servers/deployment-states.js';
import { ServersService } from './servers/servers.service.js';
import { ServersController } from './servers/servers.controller.js';
import { ServersRequests } from './servers/servers.requests.js';
import { ServerQuotas } from './servers/server-quotas.js';
import { Slugs } from './servers/slugs.js';

@Module({
  controllers: [ServersController, ServersRequests],
  providers: [
    ServersService,
    ServerQuotas,
    Slugs,
    DeploymentStates,
    relayOf({ service: 'registry', nouns: ['server', 'slug'] }),
  ],
})
export class RegistryModule {}
