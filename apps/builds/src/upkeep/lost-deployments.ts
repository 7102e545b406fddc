import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { log, PeriodicJob } from '@toolyard/service';
import { BuildQueue } from '../building/build-queue.js';
import { BuildsConfig } from '../builds.config.js';
import { buildsQueued } from '../builds.metrics.js';
import { reasonFor } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, now } from '../deployments/deployments.service.js';
import type { DeploymentRecord } from '../deployments/deployment-record.js';

const sweepMs = 5_000;
/** Younger deployments have not had the time to be queued. */
export const queueGraceMs = 10_000;

/**
 * Finds deployments that no process works on any more: it queues a build again whose message is gone, and fails a
 * candidate that `runtime` reports nothing about. It also counts the deployments that wait.
 */
@Injectable()
export class LostDeployments implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sweeper = new PeriodicJob('find lost deployments', sweepMs, (signal) => this.sweep(signal));

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly queue: BuildQueue,
    private readonly config: BuildsConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.sweeper.stop();
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    let queued = 0;
    for (const deployment of this.deployments.view.all()) {
      if (signal.aborted) return;
      if (deployment.status === 'queued') queued++;
      await this.check(deployment).catch((error: unknown) =>
        log.warn(
          { err: error, deploymentId: deployment.id },
          'a deployment could not be checked; the next sweep retries',
        ),
      );
    }
    buildsQueued.set(queued);
  }

  private async check(deployment: DeploymentRecord): Promise<void> {
    const { status, image, stages, createdAt, run } = deployment;
    const ageMs = Date.now() - Date.parse(stages.at(-1)?.startedAt ?? createdAt);
    const building = status === 'queued' || status === 'building';
    if (building && image === undefined && ageMs > queueGraceMs) await this.queue.ensure(deployment);
    if (status === 'starting' && run) await this.checkCandidate(deployment, ageMs, run.startupSeconds);
  }

  private async checkCandidate(
    { id, serverId }: DeploymentRecord,
    ageMs: number,
    startupSeconds: number,
  ): Promise<void> {
    const limitSeconds = startupSeconds + this.config.candidateGraceSeconds;
    if (ageMs < limitSeconds * 1_000) return;
    const reason =
      `The new containers were neither promoted nor reported as failed within ${limitSeconds} seconds. The ` +
      'live deployment stays live. Check the log of the service runtime and deploy again.';
    await this.deployments.attempt(id, {
      type: 'fail',
      attempt: null,
      stage: 'candidate',
      code: 'candidate_lost',
      reason: reasonFor(this.deployments.view, serverId, reason),
      at: now(),
    });
  }
}
