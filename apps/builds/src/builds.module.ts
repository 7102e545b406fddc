import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { HealthChecks } from '@toolyard/service';
import { BuildQueue } from './build.queue.js';
import { BuildWorker } from './build.worker.js';
import { Builds } from './builds.js';
import { BuildsConfig } from './builds.config.js';
import { DeploymentsController } from './deployments.controller.js';
import { DeploymentsRequests } from './deployments.requests.js';
import { DockerImageBuilder } from './docker.image-builder.js';
import { Repositories } from './git.repositories.js';
import { Housekeeper } from './housekeeper.js';
import { ImageBuilder } from './image.builder.js';
import { Pipeline } from './pipeline.js';
import { Sources } from './sources.js';

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
      providers: [images, repositories, Builds, Sources, Pipeline, BuildQueue, BuildWorker, Housekeeper],
    };
  }
}
