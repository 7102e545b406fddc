import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type LogBatch, Rejected, streams, subjects } from '@toolyard/contracts';
import { type Consumption, Messaging } from '@toolyard/messaging';
import { log, Masker, VariablesClient } from '@toolyard/service';
import { BuildFailure } from './build-failure.js';
import { BuildLog } from './build-log.js';
import { buildDuration, buildsRunning } from '../builds.metrics.js';
import { Builds, now } from '../deployments/deployments.service.js';
import { BuildsConfig } from '../builds.config.js';
import type { KnownDeployment } from '../deployments/deployments.view.js';
import { boundBuilds } from './build-limits.js';
import { EngineLost, ImageBuilder } from '../images/image-builder.js';
import { Pipeline } from './build-pipeline.js';
import { StageClock } from './stage-clock.js';

export interface BuildWork {
  deploymentId: string;
}

/** A worker silent for this long counts as dead. */
const ackWaitMs = 15_000;
/** A deployment whose worker died this often is not tried again. */
const maxAttempts = 3;
const publishRetryMs = 500;

/** Why a running build is stopped. */
class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(readonly why: 'ended' | 'replaced' | 'shutdown' | 'time limit') {
    super(`The build was stopped: ${why}.`);
  }
}

/** Takes builds from the work queue, as many at once as configured, and stops those that nobody wants any more. */
@Injectable()
export class BuildWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly running = new Map<string, { attempt: number; stop: AbortController }>();
  private readonly name = `${hostname()}:${process.pid}`;
  private consumption: Consumption | undefined;
  private stopping = false;

  constructor(
    private readonly builds: Builds,
    private readonly pipeline: Pipeline,
    private readonly images: ImageBuilder,
    private readonly messaging: Messaging,
    private readonly variables: VariablesClient,
    private readonly config: BuildsConfig,
  ) {
    // Told by the event and not by a message, so it also stops what runs in another replica.
    builds.onEvent(({ type, data }) => {
      const { deploymentId, attempt } = data as { deploymentId?: string; attempt?: number };
      const build = this.running.get(deploymentId ?? '');
      if (!build) return;
      if (type === 'Superseded' || type === 'Cancelled' || type === 'Failed') build.stop.abort(new Stopped('ended'));
      if (type === 'BuildStarted' && attempt! > build.attempt) build.stop.abort(new Stopped('replaced'));
    });
  }

  onApplicationBootstrap(): void {
    const options = { durable: 'builds', concurrency: this.config.TOOLYARD_BUILD_CONCURRENCY, ackWaitMs };
    this.consumption = this.messaging.work<BuildWork>(streams.builds, options, ({ deploymentId }) =>
      this.work(deploymentId),
    );
  }

  /** Builds that run are given back and begin again elsewhere, or here after the restart. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    for (const { stop } of this.running.values()) stop.abort(new Stopped('shutdown'));
    await this.consumption?.stop();
  }

  /** Rejects when the work must be done again. */
  private async work(deploymentId: string): Promise<void> {
    if (this.stopping) throw new Stopped('shutdown');
    const masker = await this.masker(deploymentId);
    // While the engine is away the work stays in the queue, instead of failing what a later attempt would build.
    await this.images.ping();
    const started = await this.start(deploymentId);
    if (!started) return;
    const { known, attempt } = started;
    const stop = new AbortController();
    this.running.set(deploymentId, { attempt, stop });
    buildsRunning.set(this.running.size);
    const measured = buildDuration.startTimer();
    try {
      measured({ outcome: await this.build(known, attempt, masker, stop) });
    } finally {
      this.running.delete(deploymentId);
      buildsRunning.set(this.running.size);
    }
  }

  private async start(deploymentId: string): Promise<{ known: KnownDeployment; attempt: number } | null> {
    if (!(await this.builds.attempt(deploymentId, { type: 'startBuild', worker: this.name, at: now() }))) return null;
    const known = this.builds.known.get(deploymentId);
    if (!known) return null;
    const { attempt } = known;
    if (attempt <= maxAttempts) return { known, attempt };
    const reason = `The build was begun ${maxAttempts} times and each time the platform stopped before it ended. The live deployment stays; deploy the commit again.`;
    await this.builds.attempt(deploymentId, {
      type: 'fail',
      attempt,
      stage: 'fetch',
      code: 'build_lost',
      reason,
      at: now(),
    });
    return null;
  }

  private async build(
    known: KnownDeployment,
    attempt: number,
    masker: Masker,
    stop: AbortController,
  ): Promise<'built' | 'failed' | 'stopped'> {
    const { id, serverId } = known;
    const limit = setTimeout(() => stop.abort(new Stopped('time limit')), this.config.TOOLYARD_BUILD_SECONDS * 1_000);
    const clock = new StageClock(now);
    const output = new BuildLog({
      serverId,
      deploymentId: id,
      maxBytes: this.config.TOOLYARD_BUILD_LOG_MB * 1048576,
      mask: (text) => masker.mask(text),
      publish: (batch) => this.publish(id, batch),
      now,
    });
    const folder = await mkdtemp(join(await this.scratch(), 'build-'));
    try {
      if (attempt > 1)
        output.write({
          stage: 'fetch',
          stream: 'platform',
          text: `Beginning again (attempt ${attempt}), because the worker or the engine was lost`,
        });
      boundBuilds(this.config.TOOLYARD_BUILD_PIDS);
      const built = await this.pipeline.run(known, {
        folder,
        clock,
        signal: stop.signal,
        onLine: (line) => output.write(line),
      });
      await output.flush();
      const accepted = await this.builds.attempt(id, {
        type: 'finishBuild',
        attempt,
        ...built,
        stages: clock.end(),
        at: now(),
      });
      return accepted ? 'built' : 'stopped';
    } catch (error) {
      if (error instanceof EngineLost && !stop.signal.aborted && attempt < maxAttempts) {
        output.write({
          stage: clock.current,
          stream: 'stderr',
          text: `${error.message} The build begins again once it is back.`,
        });
        throw error;
      }
      const failure = this.explain(error, stop.signal, clock);
      if (failure === null) {
        const why = stop.signal.reason as Stopped;
        output.write({
          stage: clock.current,
          stream: 'platform',
          text:
            why.why === 'ended'
              ? `Stopped: the deployment is ${this.builds.known.get(id)?.status ?? 'gone'}`
              : why.message,
        });
        if (why.why === 'shutdown') throw why;
        return 'stopped';
      }
      const reason = masker.mask(failure.message);
      output.write({ stage: failure.stage, stream: 'stderr', text: reason });
      await output.flush();
      await this.builds.attempt(id, {
        type: 'fail',
        attempt,
        stage: failure.stage,
        code: failure.code,
        reason,
        stages: clock.end(),
        at: now(),
      });
      return 'failed';
    } finally {
      clearTimeout(limit);
      await rm(folder, { recursive: true, force: true });
      await output.close(clock.current);
    }
  }

  /** Null when the build was stopped and needs no reason of its own. */
  private explain(error: unknown, signal: AbortSignal, clock: StageClock): BuildFailure | null {
    if (signal.aborted && signal.reason instanceof Stopped) {
      if (signal.reason.why !== 'time limit') return null;
      const sentence = `The build took longer than its limit of ${this.config.TOOLYARD_BUILD_SECONDS} seconds and was stopped. The live deployment stays as it is; make the build shorter, or raise TOOLYARD_BUILD_SECONDS.`;
      return new BuildFailure(clock.current, 'build_timeout', sentence);
    }
    if (error instanceof BuildFailure) return error;
    if (error instanceof EngineLost) {
      return new BuildFailure(
        clock.current,
        'engine_lost',
        `The Docker Engine went away during the build, ${maxAttempts} times. The live deployment stays as it is; deploy the commit again once the engine is well.`,
        { cause: error },
      );
    }
    log.error({ err: error }, 'a build failed for a reason of the platform');
    return new BuildFailure(
      clock.current,
      'platform_error',
      `The platform could not carry the build out. The live deployment stays as it is; deploy the commit again. The log of the builds service has the reason.`,
      { cause: error },
    );
  }

  /** Without knowing what is secret nothing may be logged, so builds wait while `secrets` is away. */
  private async masker(deploymentId: string): Promise<Masker> {
    const known = this.builds.known.get(deploymentId);
    if (!known) return Masker.of([]);
    try {
      return await Masker.prepare(Object.values(await this.variables.valuesOf(known.serverId)));
    } catch (error) {
      if (error instanceof Rejected && error.code === 'not_found') return Masker.of([]);
      log.warn({ err: error, deploymentId }, 'a build waits, because the values to mask cannot be asked for');
      throw error;
    }
  }

  private async publish(deploymentId: string, batch: LogBatch): Promise<void> {
    for (;;) {
      try {
        return await this.messaging.publish(subjects.deploymentLog(deploymentId), batch);
      } catch (error) {
        if (this.stopping)
          return log.warn(
            { err: error, deploymentId, lines: batch.lines.length },
            'lines of a build log were lost at shutdown',
          );
        await new Promise((resolve) => setTimeout(resolve, publishRetryMs));
      }
    }
  }

  private async scratch(): Promise<string> {
    const folder = join(this.config.TOOLYARD_DATA || tmpdir(), 'builds');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}
