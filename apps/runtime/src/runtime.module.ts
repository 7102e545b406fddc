import { Module } from '@nestjs/common';
import { VariablesClient } from '@toolyard/service';
import { ContainerEngine } from './containers/container-host.js';
import { DockerEngine } from './containers/docker-host.js';
import { Runtime } from './runtime.service.js';
import { RuntimeConfig } from './runtime.config.js';

/** Room for 29 containers: replicas of the live deployment, of a candidate, and draining ones. */
const networkPrefix = 27;

@Module({
  providers: [
    {
      provide: ContainerEngine,
      useFactory: (config: RuntimeConfig) =>
        new DockerEngine({
          instance: config.TOOLYARD_INSTANCE,
          networkPool: config.TOOLYARD_NETWORK_POOL,
          networkPrefix,
        }),
      inject: [RuntimeConfig],
    },
    VariablesClient,
    Runtime,
  ],
})
export class RuntimeModule {}
