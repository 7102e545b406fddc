import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type BuildPlanReport, Rejected, streams } from '@toolyard/contracts';
import { type Consumption, Messaging } from '@toolyard/messaging';
import { isDiskFull, type Masker } from '@toolyard/service';
import type { BuildLog } from './build-log.js';
import { buildDuration, buildsRunning } from '../builds.metrics.js';
import { reasonFor } from '../deployments/deployment-upkeep.rules.js';
import { DeploymentsService, now } from '../deployments/deployments.service.js';
import { BuildsConfig } from '../builds.config.js';
import type { DeploymentRecord } from '../deployments/deployment-record.js';
import type { BuildWork } from './build-queue.js';
import { EngineLost, ImageBuilder } from '../images/image-builder.js';
import { type Built, BuildPipeline } from './build-pipeline.js';
import { StageClock } from './stage-clock.js';
import { StageReports } from './stage-reports.js';
import { BuildLogs } from './build-logs.js';
import { BuildShares } from './build-shares.js';
import { diskFull, failureOf, maxAttempts, Stopped } from './build-end.js';

/** A worker that has been silent for this long counts as dead. */
const ackWaitMs = 15_000;

interface Build {
  deployment: DeploymentRecord;
  attempt: number;
  variables: Record<string, string>;
  masker: Masker;
  stop: AbortController;
  clock: StageClock;
  reports: StageReports;
  output: BuildLog;
  /** Undefined until it is decided how the commit is built. */
  plan?: BuildPlanReport;
}

/**
 * Takes builds from the queue, as many at once as configured. Stops a build when its deployment ends or another worker
 * takes it over.
 */
@Injectable()
export class BuildWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly running = new Map<string, { attempt: number; stop: AbortController }>();
  private readonly name = `${hostname()}:${process.pid}`;
  private consumption: Consumption | undefined;
  private stopping = false;

  constructor(
    private readonly deployments: DeploymentsService,
    private readonly pipeline: BuildPipeline,
    private readonly images: ImageBuilder,
    private readonly messaging: Messaging,
    private readonly logs: BuildLogs,
    private readonly shares: BuildShares,
    private readonly config: BuildsConfig,
  ) {
    // The stored event stops the build, so it does not matter in which replica the build runs.
    deployments.onEvent(({ type, data }) => {
      const { deploymentId, attempt } = data as { deploymentId?: string; attempt?: number };
      const build = this.running.get(deploymentId ?? '');
      if (!build) return;
      if (type === 'Superseded' || type === 'Cancelled' || type === 'Failed') build.stop.abort(new Stopped('ended'));
      if (type === 'BuildStarted' && attempt! > build.attempt) build.stop.abort(new Stopped('replaced'));
    });
  }

  onApplicationBootstrap(): void {
    const options = { durable: 'builds', concurrency: this.config.buildConcurrency, ackWaitMs };
    this.consumption = this.messaging.work<BuildWork>(streams.builds, options, ({ deploymentId }) =>
      this.work(deploymentId),
    );
  }

  /** Stops the builds that run; they go back to the queue, for another replica or for the time after the restart. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    for (const { stop } of this.running.values()) stop.abort(new Stopped('shutdown'));
    await this.consumption?.stop();
  }

  /** True while a further build has to wait. */
  get isFull(): boolean {
    return this.running.size >= this.config.buildConcurrency;
  }

  /** Rejects when the build has to be done again. */
  private async work(deploymentId: string): Promise<void> {
    if (this.stopping) throw new Stopped('shutdown');
    // Its message comes again in a second.
    if (this.shares.givesWay(deploymentId)) throw new Stopped('gives way');
    const secrets = await this.logs.secretsOf(deploymentId);
    if (secrets instanceof Rejected) return this.failUnmasked(deploymentId, secrets);
    const { masker, variables } = secrets;
    // While the engine does not answer, the build stays in the queue instead of failing.
    await this.images.ping();
    const deployment = await this.start(deploymentId);
    if (!deployment) return;
    const { attempt } = deployment;
    const stop = new AbortController();
    this.running.set(deploymentId, { attempt, stop });
    buildsRunning.set(this.running.size);
    const measured = buildDuration.startTimer();
    try {
      const output = this.logs.open(deployment, masker);
      const reports = new StageReports((stage, at) =>
        this.deployments.attempt(deploymentId, { type: 'startStage', attempt, stage, at }),
      );
      const clock = new StageClock(now, (stage, at) => reports.enter(stage, at));
      measured({ outcome: await this.run({ deployment, attempt, variables, masker, stop, clock, reports, output }) });
    } finally {
      this.running.delete(deploymentId);
      buildsRunning.set(this.running.size);
    }
  }

  /** Null when the deployment has ended, or when it is given up now. */
  private async start(deploymentId: string): Promise<DeploymentRecord | null> {
    const started = await this.deployments.attempt(deploymentId, { type: 'startBuild', worker: this.name, at: now() });
    const deployment = started ? this.deployments.view.get(deploymentId) : undefined;
    if (!deployment) return null;
    const { attempt } = deployment;
    if (attempt <= maxAttempts) return deployment;
    const reason =
      `The build was started ${maxAttempts} times, and each time the platform stopped before it ended. The ` +
      'live deployment stays live; deploy the commit again.';
    await this.deployments.attempt(deploymentId, {
      type: 'fail',
      attempt,
      stage: 'fetch',
      code: 'build_lost',
      reason: reasonFor(this.deployments.view, deployment.serverId, reason),
      at: now(),
    });
    return null;
  }

  /** A build whose log could not be masked does not run. */
  private async failUnmasked(deploymentId: string, { code, message }: Rejected): Promise<void> {
    const deployment = await this.start(deploymentId);
    if (!deployment) return;
    const { attempt, serverId } = deployment;
    const reason = reasonFor(this.deployments.view, serverId, `${message} The live deployment stays live.`);
    await this.deployments.attempt(deploymentId, { type: 'fail', attempt, stage: 'fetch', code, reason, at: now() });
  }

  private async run(build: Build): Promise<'built' | 'failed' | 'stopped'> {
    const { attempt, stop, clock, reports, output } = build;
    const limit = setTimeout(() => stop.abort(new Stopped('time limit')), this.config.buildTimeoutMs);
    const folder = await this.scratchFolder();
    try {
      if (attempt > 1)
        output.write({
          stage: 'fetch',
          stream: 'platform',
          text: `The build starts again (attempt ${attempt}), because the worker or the engine was lost`,
        });
      if (await isDiskFull(this.config.dataFolder)) throw diskFull('fetch');
      const built = await this.pipeline
        .run(build.deployment, {
          folder,
          clock,
          variables: build.variables,
          signal: stop.signal,
          onLine: (line) => output.write(line),
          onPlan: (plan) => {
            build.plan = plan;
          },
        })
        .finally(() => reports.stop());
      return await this.finish(build, built);
    } catch (error) {
      return await this.end(build, error);
    } finally {
      clearTimeout(limit);
      await rm(folder, { recursive: true, force: true });
      await output.close(clock.current);
    }
  }

  private async finish(
    { deployment, attempt, clock, output, plan }: Build,
    built: Built,
  ): Promise<'built' | 'stopped'> {
    await output.flush();
    const accepted = await this.deployments.attempt(deployment.id, {
      type: 'finishBuild',
      attempt,
      ...built,
      plan,
      stages: clock.end(),
      at: now(),
    });
    return accepted ? 'built' : 'stopped';
  }

  /** Ends a build that has no image. Rejects when it has to be done again. */
  private async end(build: Build, error: unknown): Promise<'failed' | 'stopped'> {
    const { deployment, attempt, masker, stop, clock, output } = build;
    if (error instanceof EngineLost && !stop.signal.aborted && attempt < maxAttempts) {
      const text = `${error.message} The build starts again when the engine answers.`;
      output.write({ stage: clock.current, stream: 'stderr', text });
      throw error;
    }
    let failure = failureOf(error, {
      signal: stop.signal,
      stage: clock.current,
      timeoutMs: this.config.buildTimeoutMs,
    });
    if (failure?.code === 'platform_error' && (await isDiskFull(this.config.dataFolder)))
      failure = diskFull(clock.current);
    if (failure === null) {
      const reason = stop.signal.reason as Stopped;
      const status = this.deployments.view.get(deployment.id)?.status ?? 'removed';
      const text = reason.why === 'ended' ? `Stopped: the deployment is ${status}` : reason.message;
      output.write({ stage: clock.current, stream: 'platform', text });
      if (reason.why === 'shutdown') throw reason;
      return 'stopped';
    }
    const { stage, code } = failure;
    const reason = masker.mask(reasonFor(this.deployments.view, deployment.serverId, failure.message));
    output.write({ stage, stream: 'stderr', text: reason });
    await output.flush();
    const stages = clock.end();
    const { plan } = build;
    await this.deployments.attempt(deployment.id, {
      type: 'fail',
      attempt,
      stage,
      code,
      reason,
      stages,
      plan,
      at: now(),
    });
    return 'failed';
  }

  private async scratchFolder(): Promise<string> {
    await mkdir(this.config.scratchFolder, { recursive: true, mode: 0o700 });
    return mkdtemp(join(this.config.scratchFolder, 'build-'));
  }
}
