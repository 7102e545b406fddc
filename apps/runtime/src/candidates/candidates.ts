import { type CandidateReport, type Endpoint, Rejected, type Tool } from '@toolyard/contracts';
import type { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import type { ContainerEngine, ContainerState } from '../containers/container-host.js';
import { exitFailure, type Failure, probeFailure } from './candidate-failures.js';
import type { LogKeeper } from '../logs/log-keeper.js';
import type { LogPublisher } from '../logs/log-publisher.js';
import { maskDeep } from '../logs/mask-deep.js';
import { probe } from './probe/mcp-probe.js';
import { blameless, runKey } from '../reconcile/plan.js';
import { candidatesTotal } from '../runtime.metrics.js';
import type { RunnableDeployment, WantedServer } from '../desired/desired-state.view.js';

/** A run that was already going when this process came may still need a moment to be asked. */
const shortestChanceMs = 5_000;
const retryMs = 1_000;
const mostExcuses = 3;
/** Longer than the owner takes to store what it accepted. */
const reportAgainMs = 30_000;

interface Trial {
  announced: boolean;
  startedReported: boolean;
  /** Runs that are asked or were. */
  asked: Map<string, AbortController>;
  found: Map<string, { endpoint: Endpoint; tools: Tool[] }>;
  excused: Set<string>;
  outcome: CandidateReport | null;
  /** Milliseconds since the epoch; null while the report is under way. */
  reportedAt: number | null;
}

/** Watches the containers of candidates and reports what became of them. Every report may be repeated. */
export class Candidates {
  /** Runs that are worth another try. */
  readonly excused = new Set<string>();
  private readonly trials = new Map<string, Trial>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly engine: ContainerEngine,
    private readonly requester: Pick<Requester, 'request'>,
    private readonly logs: LogKeeper,
    private readonly publisher: LogPublisher,
    /** The run answers: it may serve as soon as its deployment is promoted. */
    private readonly onReady: (serverId: string, run: string) => void,
  ) {}

  /** Looks at a candidate's containers and does what is due. */
  attend(
    server: WantedServer,
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
          'The server was disabled while this deployment was starting. Nothing was promoted. Enable the server and deploy again.',
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
        !blameless(container, { engineSince, excused: this.excused }) &&
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

  private announce(server: WantedServer, deployment: RunnableDeployment, trial: Trial): void {
    if (trial.announced) return;
    trial.announced = true;
    const { run, image } = deployment;
    const replicas = `${server.replicas} replica${server.replicas === 1 ? '' : 's'}`;
    this.say(
      server,
      deployment,
      'starts',
      `Starting ${replicas} of ${image.digest.slice(0, 19)} with PORT=${run.port}, ${run.memoryMb} MB, ${run.cpus} CPU, ${run.pids} processes; ready within ${run.startupSeconds} s.`,
    );
  }

  /** A container of the candidate could not be made or started. */
  refused(server: WantedServer, deployment: RunnableDeployment, failure: Failure): void {
    this.fail(server, deployment, failure);
  }

  /** Stops asking candidates that have ended. */
  keepOnly(isCandidate: (deploymentId: string) => boolean): void {
    for (const [deploymentId, trial] of this.trials) {
      if (isCandidate(deploymentId)) continue;
      for (const abort of trial.asked.values()) abort.abort();
      for (const run of trial.excused) this.excused.delete(run);
      this.trials.delete(deploymentId);
    }
  }

  stop(): void {
    this.stopping.abort();
    this.keepOnly(() => false);
  }

  private async ask(
    server: WantedServer,
    deployment: RunnableDeployment,
    container: ContainerState,
    trial: Trial,
  ): Promise<void> {
    const abort = new AbortController();
    trial.asked.set(runKey(container), abort);
    const { run } = deployment;
    const deadline = Math.max(container.startedAt! + run.startupSeconds * 1_000, Date.now() + shortestChanceMs);
    try {
      const result = await probe(
        { host: container.address!, port: run.port, paths: run.paths },
        { deadline, signal: abort.signal },
      );
      const { mask } = await this.maskOf(container.id);
      if (result.ok) {
        trial.found.set(runKey(container), maskDeep({ endpoint: result.endpoint, tools: result.tools }, mask));
        this.onReady(server.serverId, runKey(container));
        return;
      }
      const listeners = result.code === 'nothing_listens' ? await this.engine.listeners(container.id) : null;
      const failure = probeFailure({ ...result, said: mask(result.said) }, run, listeners);
      this.fail(server, deployment, failure);
    } catch (error) {
      // Aborted: the run ended or is no longer wanted. Anything else: ask again at the next look.
      if (!abort.signal.aborted) {
        trial.asked.delete(runKey(container));
        log.warn({ err: error, deploymentId: deployment.deploymentId }, 'could not ask a candidate');
      }
    }
  }

  private async failExited(
    server: WantedServer,
    deployment: RunnableDeployment,
    container: ContainerState,
  ): Promise<void> {
    const trial = this.trialOf(deployment.deploymentId);
    const key = `exit ${runKey(container)}`;
    if (trial.asked.has(key)) return;
    trial.asked.set(key, new AbortController());
    await this.logs.settle(container.id);
    const lines = await this.logs.tail(container.id).catch(() => []);
    // An engine that goes down takes no connections any more, and a server that it asked to stop may well have ended
    // with 0.
    if (
      !(await this.engine.ping().then(
        () => true,
        () => false,
      ))
    )
      return void trial.asked.delete(key);
    this.fail(server, deployment, exitFailure(container, deployment.run, lines));
  }

  /**
   * No server ends itself by SIGTERM or SIGKILL: somebody else did, most likely an engine that is going down and takes
   * its time about it. Such an end is forgiven a few times.
   */
  private excuse(container: ContainerState, trial: Trial): boolean {
    const fromOutside = !container.outOfMemory && (container.exitCode === 137 || container.exitCode === 143);
    if (!fromOutside || trial.excused.size >= mostExcuses) return false;
    trial.excused.add(runKey(container));
    this.excused.add(runKey(container));
    return true;
  }

  /** Whether a candidate that the engine refuses to start was ended from outside before. */
  isExcused(deploymentId: string): boolean {
    return (this.trials.get(deploymentId)?.excused.size ?? 0) > 0;
  }

  private async succeed(
    server: WantedServer,
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
      `The candidate answers MCP at ${endpoint.path} (${endpoint.eras.join(' and ')}, ${endpoint.protocolVersion}) in container ${container.id.slice(0, 12)}.`,
    );
    this.say(
      server,
      deployment,
      'tools',
      `It lists ${names.length} tool${names.length === 1 ? '' : 's'}${names.length > 0 ? `: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}` : ''}.`,
    );
    await this.report(deployment, trial);
  }

  private fail(server: WantedServer, deployment: RunnableDeployment, failure: Failure): void {
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

  /** Repeats until the owner of deployments has answered. */
  private async deliver(deploymentId: string, report: CandidateReport): Promise<boolean> {
    while (!this.stopping.signal.aborted) {
      try {
        return (await this.requester.request('builds.candidates.report', { deploymentId, report })).accepted;
      } catch (error) {
        if (error instanceof Rejected && error.code === 'not_found') return false;
        log.warn({ err: error, deploymentId, report: report.kind }, 'could not report on a candidate, trying again');
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
    }
    return false;
  }

  /** `what` tells the line from the others of the deployment: a restarted process does not say it again. */
  private say(server: WantedServer, deployment: RunnableDeployment, what: string, text: string): void {
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
    const run = [...trial.asked.keys()].filter((key) => key.startsWith(`${container.id}@`));
    for (const key of run) trial.asked.get(key)?.abort();
  }

  private trialOf(deploymentId: string): Trial {
    let trial = this.trials.get(deploymentId);
    if (!trial)
      this.trials.set(
        deploymentId,
        (trial = {
          announced: false,
          startedReported: false,
          asked: new Map(),
          found: new Map(),
          excused: new Set(),
          outcome: null,
          reportedAt: null,
        }),
      );
    return trial;
  }
}
