import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { variablesRestart } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, platformActor } from '../deployments/deployments.service.js';
import { PeriodicJob } from '@toolyard/service';
import { ServerJobs } from './server-jobs.js';

const sweepMs = 5_000;
/** Several variables that change in a row are one restart. */
const debounceMs = 300;

/** Deploys an image again when variables changed: the live one, or one that exited before it was ready. */
@Injectable()
export class VariablesRestart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new ServerJobs('restart for variables', (serverId) => this.restart(serverId));
  private readonly sweeper = new PeriodicJob('find missing restarts', sweepMs, () => this.sweep());

  constructor(private readonly deployments: DeploymentsService) {}

  onApplicationBootstrap(): void {
    this.deployments.onServerEvent((serverId) => this.requestIfNeeded(serverId));
    for (const { id } of this.deployments.view.servers.values()) this.requestIfNeeded(id);
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.sweeper.stop(), this.jobs.stop()]);
  }

  private requestIfNeeded(serverId: string): void {
    const server = this.deployments.view.servers.get(serverId);
    if (server && variablesRestart(this.deployments.view, server)) this.jobs.request(serverId, debounceMs);
  }

  private async restart(serverId: string): Promise<void> {
    const server = this.deployments.view.servers.get(serverId);
    const deployment = server && variablesRestart(this.deployments.view, server);
    if (deployment) await this.deployments.redeploy(deployment, server.variablesBy ?? platformActor);
  }

  private async sweep(): Promise<void> {
    for (const { id } of this.deployments.view.servers.values()) this.requestIfNeeded(id);
  }
}
