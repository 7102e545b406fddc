import { Module } from '@nestjs/common';
import { DeploymentStates } from './deployment-states.js';
import { Registry } from './registry.js';
import { ServersController } from './servers.controller.js';
import { ServersRequests } from './servers.requests.js';
import { Slugs } from './slugs.js';

@Module({ controllers: [ServersController, ServersRequests], providers: [Registry, Slugs, DeploymentStates] })
export class RegistryModule {}
