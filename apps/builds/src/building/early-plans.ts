import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { BuildFailure } from '../build-plan/build-failure.js';
import { reasonFor } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, now } from '../deployments/deployments.service.js';
import { BuildLogs } from './build-logs.js';
import { BuildPipeline } from './build-pipeline.js';
import { BuildWorker } from './build-worker.js';

/**
 * Plans a deployment that has to wait for a build, so that one that cannot be built fails at once. Without a wait the
 * build finds it as soon.
 */
@Injectable()
export class EarlyPlans implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stop = new AbortController();
  private started = false;
  /** One plan at a time, because they cost memory beside the builds that run. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly pipeline: BuildPipeline,
    private readonly logs: BuildLogs,
    worker: BuildWorker,
  ) {
    deployments.onEvent(({ type, data }) => {
      const { deploymentId, image } = data as { deploymentId: string; image?: unknown };
      if (!this.started || type !== 'DeploymentRequested' || image !== undefined || !worker.isFull) return;
      this.last = this.last.then(() => this.plan(deploymentId));
    });
  }

  onApplicationBootstrap(): void {
    // Deployments of before the start are planned by their builds.
    this.started = true;
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort(new Error('The service stops.'));
    await this.last;
  }

  /** Never rejects: what is not found out here is found out by the build. */
  private async plan(deploymentId: string): Promise<void> {
    try {
      const deployment = this.deployments.view.get(deploymentId);
      if (deployment?.status !== 'queued' || this.stop.signal.aborted) return;
      await this.pipeline.plan(deployment, this.stop.signal);
    } catch (error) {
      if (error instanceof BuildFailure) await this.fail(deploymentId, error);
      else if (!this.stop.signal.aborted) log.warn({ err: error, deploymentId }, 'a deployment was not planned early');
    }
  }

  private async fail(deploymentId: string, { stage, code, message }: BuildFailure): Promise<void> {
    try {
      const secrets = await this.logs.secretsOf(deploymentId);
      if (secrets instanceof Rejected) return;
      const { masker } = secrets;
      const deployment = this.deployments.view.get(deploymentId);
      if (deployment?.status !== 'queued') return;
      const reason = masker.mask(reasonFor(this.deployments.view, deployment.serverId, message));
      const output = this.logs.open(deployment, masker);
      output.write({ stage, stream: 'stderr', text: reason });
      await output.close(stage);
      await this.deployments.attempt(deploymentId, { type: 'fail', attempt: null, stage, code, reason, at: now() });
    } catch (error) {
      log.warn({ err: error, deploymentId }, 'a deployment that cannot be built fails later, with its build');
    }
  }
}
