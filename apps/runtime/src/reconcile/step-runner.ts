import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { log, VariablesClient } from '@toolyard/service';
import { Candidates } from '../candidates/candidates.js';
import { Readiness } from '../candidates/readiness.js';
import { ContainerHost, HostRefusal } from '../containers/container-host.js';
import type { DesiredServer } from '../desired/desired-state.view.js';
import { LogPublisher } from '../logs/log-publisher.js';
import type { Step } from './plan.js';
import { Restarts } from './restarts.js';

/** A candidate that a signal from outside ended is started again until the pause between two starts is longer. */
const longestCandidatePauseMs = 8_000;

/** Carries out the steps of a plan. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly host: ContainerHost,
    private readonly variables: VariablesClient,
    private readonly candidates: Candidates,
    private readonly readiness: Readiness,
    private readonly restarts: Restarts,
    private readonly publisher: LogPublisher,
  ) {}

  /**
   * @returns the pause, in milliseconds, after which the server has to be reconciled again; null when there is no need
   * @throws HostRefusal when the server gets no network; errors of the connection to the container host
   */
  async run(server: DesiredServer, step: Step): Promise<number | null> {
    if (step.kind === 'check') {
      // `Candidates` asks the candidates itself, because it reports their answer.
      if (step.deployment.promotedAt !== null) this.readiness.check(step.container, step.deployment);
      return null;
    }
    try {
      await this.change(server, step);
      return null;
    } catch (error) {
      if (!(error instanceof HostRefusal)) throw error;
      return this.refused(server, step, error);
    }
  }

  private async change(server: DesiredServer, step: Exclude<Step, { kind: 'check' }>): Promise<void> {
    if (step.kind === 'network.create') return this.host.createNetwork(server.serverId);
    if (step.kind === 'start') return this.host.start(step.containerId);
    const { deploymentId, image, run } = step.deployment;
    const containerId = await this.host.create({
      serverId: server.serverId,
      deploymentId,
      replica: step.replica,
      imageDigest: image.digest,
      run,
      variables: await this.valuesOf(server.serverId),
    });
    await this.host.start(containerId);
  }

  /** What cannot be delivered now cannot be delivered in a second either: only a change of the variables helps. */
  private async valuesOf(serverId: string): Promise<Record<string, string>> {
    try {
      return await this.variables.valuesOf(serverId);
    } catch (error) {
      if (!(error instanceof Rejected) || error.code !== 'variables_undeliverable') throw error;
      throw new HostRefusal(error.code, error.message, { cause: error });
    }
  }

  /** A refused candidate has failed; a refused replica of the live deployment is created again after a pause. */
  private async refused(
    server: DesiredServer,
    step: Exclude<Step, { kind: 'check' }>,
    refusal: HostRefusal,
  ): Promise<number | null> {
    log.warn({ err: refusal, serverId: server.serverId, step: step.kind }, 'the container host refused a step');
    if (refusal.code === 'gone') return 0;
    if (step.kind === 'network.create') {
      for (const candidate of server.candidates)
        this.candidates.refused(server, candidate, { code: refusal.code, reason: refusal.message });
      throw refusal;
    }
    const deploymentId = step.kind === 'create' ? step.deployment.deploymentId : step.deploymentId;
    const candidate = server.candidates.find((one) => one.deploymentId === deploymentId);
    const pauseMs = this.restarts.refused(deploymentId, step.replica, Date.now());
    // An engine that is shutting down refuses as well, so a candidate that it ended is started again a few times.
    if (candidate && (!this.candidates.isExcused(deploymentId) || pauseMs > longestCandidatePauseMs)) {
      const reason = server.live ? `${refusal.message} The live deployment stays live.` : refusal.message;
      this.candidates.refused(server, candidate, { code: refusal.code, reason });
      return null;
    }
    void this.publisher.say(
      { log: 'server', serverId: server.serverId, deploymentId, containerId: '' },
      'runtime',
      `Replica ${step.replica} could not be started; the next attempt is in ${pauseMs / 1_000} s. ${refusal.message}`,
    );
    await this.removeStopped(server.serverId, deploymentId, step.replica);
    return pauseMs;
  }

  private async removeStopped(serverId: string, deploymentId: string, replica: number): Promise<void> {
    const stopped = (await this.host.containers(serverId)).find(
      (one) => one.deploymentId === deploymentId && one.replica === replica && one.state !== 'running',
    );
    if (stopped) await this.host.remove(stopped.id);
  }
}
