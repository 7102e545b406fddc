import { Injectable } from '@nestjs/common';
import { type CandidateReport, type Endpoint, Rejected, type Tool } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { ContainerHost, type ContainerState } from '../containers/container-host.js';
import { exitFailure, type Failure, probeFailure } from './candidate-failures.js';
import { LogKeeper } from '../logs/log-keeper.js';
import { LogPublisher } from '../logs/log-publisher.js';
import { maskDeep } from '../logs/mask-deep.js';
import { probe } from './probe/mcp-probe.js';
import { endedFromOutside, isRunOf, runKey } from '../containers/container-runs.js';
import { newTrial, type Trial } from './candidate-trial.js';
import { ReadyRuns } from './ready-runs.js';
import { candidatesTotal } from '../runtime.metrics.js';
import type { RunnableDeployment, DesiredServer } from '../desired/desired-state.view.js';

/** A run that started long before this process still gets this time to answer. */
const minimumMs = 5_000;
const retryMs = 1_000;
const maxExcuses = 3;
/** Longer than `builds` takes to store a report that it accepted. */
const reportAgainMs = 30_000;

/** Watches the containers of candidates and reports to `builds` whether they answer. A report can be repeated. */
@Injectable()
export class Candidates {
  /** Runs that a signal from outside ended, and that are started again. */
  readonly excused = new Set<string>();
  private readonly trials = new Map<string, Trial>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly host: ContainerHost,
    private readonly requester: Requester,
    private readonly logs: LogKeeper,
    private readonly publisher: LogPublisher,
    private readonly ready: ReadyRuns,
  ) {}

  /**
   * Takes in the containers of a candidate: asks those that run, and reports its start, its failure or its tools.
   * @param engineSince runs that ended before it were ended by the engine; milliseconds since the epoch
   */
  observe(
    server: DesiredServer,
    deployment: RunnableDeployment,
    containers: ContainerState[],
    engineSince: number,
  ): void {
    const trial = this.trialOf(deployment.deploymentId);
    if (trial.outcome) {
      if (trial.reportedAt !== null && Date.now() - trial.reportedAt > reportAgainMs)
        void this.report(deployment, trial);
      return;
    }
    if (server.disabled) {
      this.fail(server, deployment, {
        code: 'server_disabled',
        reason:
          'The server was disabled while this deployment was starting. Nothing was promoted. Enable the ' +
          'server and deploy again.',
      });
      return;
    }
    this.announce(server, deployment, trial);
    const own = containers.filter(
      (one) =>
        one.deploymentId === deployment.deploymentId && one.replica <= server.replicas && one.state !== 'removing',
    );
    for (const container of own) {
      if (container.state !== 'running') this.abort(trial, container);
      if (
        container.state === 'exited' &&
        !endedFromOutside(container, { engineSince, excused: this.excused }) &&
        !this.excuse(container, trial)
      )
        return void this.failExited(server, deployment, container);
    }
    const running = own.filter((one) => one.state === 'running' && one.address !== null);
    if (running.length < server.replicas) return;
    if (!trial.startedReported) {
      trial.startedReported = true;
      void this.deliver(deployment.deploymentId, { kind: 'started', containers: running.map((one) => one.id) });
    }
    for (const container of running)
      if (!trial.asked.has(runKey(container))) void this.ask(server, deployment, container, trial);
    const found = running.map((one) => trial.found.get(runKey(one)));
    if (found.every((one) => one !== undefined)) void this.succeed(server, deployment, running[0]!, found[0]!);
  }

  private announce(server: DesiredServer, deployment: RunnableDeployment, trial: Trial): void {
    if (trial.announced) return;
    trial.announced = true;
    const { run, image } = deployment;
    const replicas = `${server.replicas} replica${server.replicas === 1 ? '' : 's'}`;
    this.say(
      server,
      deployment,
      'starts',
      `Starting ${replicas} of ${image.digest.slice(0, 19)} with PORT=${run.port}, ${run.memoryMb} MB, ` +
        `${run.cpus} CPU, ${run.pids} processes; ready within ${run.startupSeconds} s.`,
    );
  }

  /** Fails a candidate of which a container could not be created or started. */
  refused(server: DesiredServer, deployment: RunnableDeployment, failure: Failure): void {
    this.fail(server, deployment, failure);
  }

  /** Forgets candidates that have ended. */
  keepOnly(isCandidate: (deploymentId: string) => boolean): void {
    for (const [deploymentId, trial] of this.trials) {
      if (isCandidate(deploymentId)) continue;
      for (const abort of trial.asked.values()) abort.abort();
      for (const run of trial.excused) this.excused.delete(run);
      this.trials.delete(deploymentId);
    }
  }

  /** Stops asking and reporting. */
  stop(): void {
    this.stopping.abort();
    this.keepOnly(() => false);
  }

  private async ask(
    server: DesiredServer,
    deployment: RunnableDeployment,
    container: ContainerState,
    trial: Trial,
  ): Promise<void> {
    const abort = new AbortController();
    trial.asked.set(runKey(container), abort);
    const { run } = deployment;
    const deadline = Math.max(container.startedAt! + run.startupSeconds * 1_000, Date.now() + minimumMs);
    try {
      const result = await probe(
        { host: container.address!, port: run.port, paths: run.paths },
        { deadline, signal: abort.signal },
      );
      const { mask } = await this.maskOf(container.id);
      if (result.ok) {
        trial.found.set(runKey(container), maskDeep({ endpoint: result.endpoint, tools: result.tools }, mask));
        this.ready.add(server.serverId, runKey(container));
        return;
      }
      if (!(await this.isRunning(container))) return void trial.asked.delete(runKey(container));
      const listeners = result.code === 'nothing_listens' ? await this.host.listeners(container.id) : null;
      const failure = probeFailure({ ...result, detail: mask(result.detail) }, run, listeners, server.live !== null);
      this.fail(server, deployment, failure);
    } catch (error) {
      // Aborted: the run or the candidate has ended. After any other error the next reconciliation asks again.
      if (!abort.signal.aborted) {
        trial.asked.delete(runKey(container));
        log.warn({ err: error, deploymentId: deployment.deploymentId }, 'could not ask a candidate');
      }
    }
  }

  /**
   * False when the engine lost or ended the run meanwhile, so that what a probe found says nothing about the server.
   */
  private async isRunning(container: ContainerState): Promise<boolean> {
    const now = await this.host.containers(container.serverId);
    return now.some((one) => one.state === 'running' && runKey(one) === runKey(container));
  }

  private async failExited(
    server: DesiredServer,
    deployment: RunnableDeployment,
    container: ContainerState,
  ): Promise<void> {
    const trial = this.trialOf(deployment.deploymentId);
    const key = `exit ${runKey(container)}`;
    if (trial.asked.has(key)) return;
    trial.asked.set(key, new AbortController());
    await this.logs.settle(container.id);
    const lines = await this.logs.tail(container.id).catch(() => []);
    // An engine that is shutting down accepts no connection, and a server that it stops can end with exit code 0.
    const answers = await this.host.ping().then(
      () => true,
      () => false,
    );
    if (!answers) return void trial.asked.delete(key);
    this.fail(server, deployment, exitFailure(container, deployment.run, lines, server.live !== null));
  }

  /**
   * A server that ended by SIGTERM or SIGKILL was ended from outside, mostly by an engine that is shutting down. Such
   * an end is excused a few times.
   */
  private excuse(container: ContainerState, trial: Trial): boolean {
    const fromOutside = !container.outOfMemory && (container.exitCode === 137 || container.exitCode === 143);
    if (!fromOutside || trial.excused.size >= maxExcuses) return false;
    trial.excused.add(runKey(container));
    this.excused.add(runKey(container));
    return true;
  }

  /** Whether a run of the candidate was ended from outside. */
  isExcused(deploymentId: string): boolean {
    return (this.trials.get(deploymentId)?.excused.size ?? 0) > 0;
  }

  private async succeed(
    server: DesiredServer,
    deployment: RunnableDeployment,
    container: ContainerState,
    found: { endpoint: Endpoint; tools: Tool[] },
  ): Promise<void> {
    const trial = this.trialOf(deployment.deploymentId);
    trial.outcome = { kind: 'tools', ...found };
    const { endpoint, tools } = found;
    const names = tools.map((tool) => tool.name);
    this.say(
      server,
      deployment,
      'answers',
      `The candidate answers MCP at ${endpoint.path} (${endpoint.eras.join(' and ')}, ` +
        `${endpoint.protocolVersion}) in container ${container.id.slice(0, 12)}.`,
    );
    this.say(server, deployment, 'tools', toolsListed(names));
    await this.report(deployment, trial);
  }

  private fail(server: DesiredServer, deployment: RunnableDeployment, failure: Failure): void {
    const trial = this.trialOf(deployment.deploymentId);
    if (trial.outcome) return;
    trial.outcome = { kind: 'failed', stage: 'candidate', ...failure };
    this.say(server, deployment, 'failed', failure.reason.split('\n')[0]!);
    void this.report(deployment, trial);
  }

  private async report(deployment: RunnableDeployment, trial: Trial): Promise<void> {
    trial.reportedAt = null;
    const accepted = await this.deliver(deployment.deploymentId, trial.outcome!);
    if (accepted) candidatesTotal.inc({ outcome: trial.outcome!.kind });
    trial.reportedAt = Date.now();
  }

  /** Repeats the report until `builds` has answered. @returns false when the deployment has ended */
  private async deliver(deploymentId: string, report: CandidateReport): Promise<boolean> {
    while (!this.stopping.signal.aborted) {
      try {
        return (await this.requester.request('builds.candidates.report', { deploymentId, report })).accepted;
      } catch (error) {
        if (error instanceof Rejected && error.code === 'not_found') return false;
        log.warn(
          { err: error, deploymentId, report: report.kind },
          'could not report on a candidate; it is tried again',
        );
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
    }
    return false;
  }

  /** @param what names the line among those of the deployment, so that a restarted process does not repeat it */
  private say(server: DesiredServer, deployment: RunnableDeployment, what: string, text: string): void {
    const { deploymentId } = deployment;
    void this.publisher.say(
      { log: 'deployment', serverId: server.serverId, deploymentId, containerId: '' },
      'candidate',
      text,
      `${deploymentId} ${what}`,
    );
  }

  private async maskOf(containerId: string): Promise<{ mask: (text: string) => string }> {
    const masker = await this.logs.masker(containerId);
    return { mask: (text) => masker.mask(text) };
  }

  private abort(trial: Trial, container: ContainerState): void {
    const runs = [...trial.asked.keys()].filter((key) => isRunOf(key, container.id));
    for (const key of runs) trial.asked.get(key)?.abort();
  }

  private trialOf(deploymentId: string): Trial {
    let trial = this.trials.get(deploymentId);
    if (!trial) this.trials.set(deploymentId, (trial = newTrial()));
    return trial;
  }
}

function toolsListed(names: string[]): string {
  const shown = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  const list = names.length > 0 ? `: ${shown.join(', ')}` : '';
  return `It lists ${names.length} tool${names.length === 1 ? '' : 's'}${list}.`;
}
