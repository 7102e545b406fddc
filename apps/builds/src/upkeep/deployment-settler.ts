import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BuildSettingsService } from '../build-settings/build-settings.service.js';
import { toRetire, toSupersede } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, now, platformActor } from '../deployments/deployments.service.js';
import type { ServerRecord } from '../deployments/deployments.view.js';
import { ImageCollector } from './image-collector.js';
import { PeriodicJob } from '@toolyard/service';
import { queueGraceMs } from './lost-deployments.js';
import { ServerJobs } from './server-jobs.js';

const sweepMs = 5_000;

/**
 * Completes what follows from stored events when the process that stored them stopped before the next step: it
 * supersedes, retires, skips the build of an image that exists, and clears a deleted server away. It runs at start,
 * after every event of a server, and again while a step is missing. Every replica does the same; a repetition changes
 * nothing.
 */
@Injectable()
export class DeploymentSettler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new ServerJobs('settle deployments', (serverId) => this.settle(serverId));
  private readonly sweeper = new PeriodicJob('find unsettled deployments', sweepMs, () => this.sweep());

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly images: ImageCollector,
    private readonly settings: BuildSettingsService,
  ) {}

  onApplicationBootstrap(): void {
    this.deployments.onServerEvent((serverId) => this.jobs.request(serverId, 0));
    for (const { id } of this.deployments.view.servers.values()) this.jobs.request(id, 0);
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.sweeper.stop(), this.jobs.stop()]);
  }

  private async settle(serverId: string): Promise<void> {
    const { view } = this.deployments;
    const server = view.servers.get(serverId);
    if (!server) return;
    if (server.deleted) return this.clearAway(server);
    for (const { id, by } of toSupersede(view, serverId))
      await this.deployments.attempt(id, { type: 'supersede', by, at: now() });
    for (const { id, by } of toRetire(view, serverId))
      await this.deployments.attempt(id, { type: 'retire', by, at: now() });
    for (const { id, status, image, run } of view.unfinished(serverId)) {
      // A rollback or a restart brings its image along, so nothing is built.
      if (status === 'queued' && image && run)
        await this.deployments.attempt(id, { type: 'finishBuild', attempt: null, image, run, stages: [], at: now() });
    }
  }

  /** Cancels the builds of a deleted server and removes its history and its images. */
  private async clearAway(server: ServerRecord): Promise<void> {
    const { view } = this.deployments;
    for (const { id } of view.unfinished(server.id))
      await this.deployments.attempt(id, { type: 'cancel', by: platformActor, at: now() });
    for (const { id } of view.ofServer(server.id)) await this.deployments.tombstone(id);
    view.forget(server.id);
    await this.settings.remove(server.id);
    await this.images.collect();
  }

  private async sweep(): Promise<void> {
    const { view } = this.deployments;
    for (const { id, deleted } of view.servers.values())
      if (deleted && view.ofServer(id).length > 0) this.jobs.request(id, 0);
    for (const { serverId, status, image, createdAt } of view.all())
      if (status === 'queued' && image && Date.now() - Date.parse(createdAt) > queueGraceMs)
        this.jobs.request(serverId, 0);
  }
}
