import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { HealthChecks, VariablesClient } from '@toolyard/service';
import { BuildQueue } from './building/build-queue.js';
import { BuildWorker } from './building/build-worker.js';
import { Builds } from './deployments/deployments.service.js';
import { BuildsConfig } from './builds.config.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { DeploymentsRequests } from './deployments/deployments.requests.js';
import { DockerImageBuilder } from './images/docker-image-builder.js';
import { Repositories } from './git/git-repositories.js';
import { Housekeeper } from './deployments/housekeeper.js';
import { ImageBuilder } from './images/image-builder.js';
import { Pipeline } from './building/build-pipeline.js';
import { Sources } from './git/sources.js';

@Module({})
export class BuildsModule {
  static for(config: BuildsConfig): DynamicModule {
    const images = {
      provide: ImageBuilder,
      useFactory: (health: HealthChecks) => {
        const builder = new DockerImageBuilder(config.TOOLYARD_INSTANCE);
        health.add('docker', () => builder.ping());
        return builder;
      },
      inject: [HealthChecks],
    };
    const repositories = {
      provide: Repositories,
      useFactory: async () => {
        const made = new Repositories(join(config.TOOLYARD_DATA, 'git'), config.TOOLYARD_PUSH_MB * 1048576);
        await made.prepare();
        return made;
      },
    };
    return {
      module: BuildsModule,
      controllers: [DeploymentsController, DeploymentsRequests],
      providers: [
        images,
        repositories,
        Builds,
        Sources,
        Pipeline,
        BuildQueue,
        BuildWorker,
        Housekeeper,
        VariablesClient,
      ],
    };
  }
}
