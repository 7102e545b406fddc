import { Module } from '@nestjs/common';
import { ContainerEngine } from './container-engine.js';
import { DockerEngine } from './docker.engine.js';
import { Runtime } from './runtime.js';
import { RuntimeConfig } from './runtime.config.js';
import { Variables } from './variables.js';

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
    Variables,
    Runtime,
  ],
})
export class RuntimeModule {}
