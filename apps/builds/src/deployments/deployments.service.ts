import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  type Actor,
  type CandidateReport,
  type Commit,
  type DeploymentEvent,
  type DeploymentTrigger,
  type ImageRef,
  Rejected,
  type RunSpec,
} from '@toolyard/contracts';
import { AggregateStore, EventStore, type Handled, type StoredEvent, StreamGone, View } from '@toolyard/event-store';
import { changedBy, newId } from '@toolyard/service';
import { type DeploymentCommand, deploymentDecider, type DeploymentState } from './deployment.decider.js';
import { Deployments, isUnfinished, type KnownDeployment, type KnownServer } from './deployments.view.js';
import { ImageBuilder } from '../images/image-builder.js';
import { compareTools } from './tool-changes.js';
import { supersededOnes } from './deployment-upkeep.rules.js';

export const platformActor: Actor = { kind: 'system', id: 'builds', name: 'Toolyard' };

export interface Wish {
  commit: Commit;
  trigger: DeploymentTrigger;
  actor: Actor;
  image?: ImageRef;
  run?: RunSpec;
}

/** Deployments: commands go to the event store, reads come from the view. */
@Injectable()
export class Builds implements OnModuleInit, OnModuleDestroy {
  readonly known = new Deployments();
  private readonly view: View;
  private readonly aggregate: AggregateStore<DeploymentState, DeploymentCommand, DeploymentEvent>;
  private readonly listeners: ((event: StoredEvent) => void)[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly images: ImageBuilder,
  ) {
    this.view = new View(store, ['deployment-', 'server-', 'variables-'], (event) => {
      this.known.apply(event);
      for (const listener of this.listeners) listener(event);
    });
    this.aggregate = new AggregateStore(store, {
      decider: deploymentDecider,
      prefix: 'deployment-',
      view: this.view,
      metadata: changedBy,
    });
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.view.stop();
  }

  /** Told of every event once it is folded, those before the start included. Must not throw. */
  onEvent(listener: (event: StoredEvent) => void): void {
    this.listeners.push(listener);
  }

  /** @throws Rejected `not_found` */
  get(id: string): KnownDeployment {
    const found = this.known.get(id);
    const server = found && this.known.servers.get(found.serverId);
    if (!found || server?.deleted)
      throw new Rejected('not_found', 'There is no such deployment. It may have gone with its server.');
    return found;
  }

  /** @throws Rejected `not_found` */
  server(id: string): KnownServer {
    const server = this.known.servers.get(id);
    if (!server || server.deleted) throw new Rejected('not_found', 'There is no such server.');
    return server;
  }

  /** Appends, and answers once this replica's view shows it. */
  async command(
    deploymentId: string,
    command: DeploymentCommand,
    actor: Actor = platformActor,
  ): Promise<Handled<DeploymentState, DeploymentEvent>> {
    return this.aggregate.execute(deploymentId, command, actor);
  }

  /** As `command`, for work that a deleted server makes pointless: true when something changed. */
  async attempt(deploymentId: string, command: DeploymentCommand): Promise<boolean> {
    try {
      return (await this.command(deploymentId, command)).events.length > 0;
    } catch (error) {
      if (error instanceof StreamGone || (error instanceof Rejected && error.code === 'not_found')) return false;
      throw error;
    }
  }

  /** A newer request for the same server supersedes unfinished ones. */
  async request(server: KnownServer, wish: Wish): Promise<KnownDeployment> {
    if (server.disabled)
      throw new Rejected(
        'server_disabled',
        'The server is disabled, so nothing was deployed. Enable it first; a push made in the meantime is deployed then.',
      );
    const deploymentId = newId('dep');
    const { commit, trigger, actor, image, run } = wish;
    const request = {
      deploymentId,
      serverId: server.id,
      slug: server.slug,
      repository: server.source.repository,
      commit,
      trigger,
      image,
      run,
      actor,
    };
    await this.command(deploymentId, { type: 'request', request, at: now() }, actor);
    for (const { id, by } of supersededOnes(this.known, server.id))
      await this.attempt(id, { type: 'supersede', by, at: now() });
    return this.get(deploymentId);
  }

  async cancel(id: string, actor: Actor): Promise<KnownDeployment> {
    this.get(id);
    await this.command(id, { type: 'cancel', by: actor, at: now() }, actor);
    return this.get(id);
  }

  /** A new deployment of the same image; nothing is built. */
  async rollback(id: string, actor: Actor): Promise<KnownDeployment> {
    const { serverId, image, run, commit, status } = this.get(id);
    const server = this.server(serverId);
    if (status === 'live') throw new Rejected('conflict', 'This deployment is live already. Nothing was changed.');
    if (!image || !run)
      throw new Rejected(
        'nothing_to_deploy',
        'This deployment never got an image, so there is nothing to roll back to. Deploy its commit instead.',
      );
    if (!(await this.images.exists(image.digest))) {
      throw new Rejected(
        'image_gone',
        `The image of this deployment is no longer kept. Nothing was changed; deploy its commit ${commit.sha.slice(0, 12)} again instead.`,
      );
    }
    return this.request(server, { commit, trigger: 'rollback', actor, image, run });
  }

  /** The live image again in new containers, which get the current variables. Null when nothing is live. */
  async redeploy(serverId: string, actor: Actor): Promise<KnownDeployment | null> {
    const live = this.known.live(serverId);
    if (!live?.image || !live.run) return null;
    const { commit, image, run } = live;
    return this.request(this.server(serverId), { commit, trigger: 'variables', actor, image, run });
  }

  /** False when the deployment has ended, so that the candidate may go. */
  async report(deploymentId: string, report: CandidateReport): Promise<boolean> {
    const known = this.get(deploymentId);
    const at = now();
    if (report.kind === 'failed') {
      const { stage, code, reason } = report;
      return this.attempt(deploymentId, { type: 'fail', attempt: null, stage, code, reason, at });
    }
    if (report.kind === 'started')
      await this.attempt(deploymentId, { type: 'startCandidate', containers: report.containers, at });
    if (report.kind === 'tools' && isUnfinished(known)) {
      const previous = this.known.live(known.serverId);
      const changes = compareTools(previous?.tools ?? [], report.tools);
      const promoted = await this.attempt(deploymentId, {
        type: 'promote',
        tools: report.tools,
        changes,
        endpoint: report.endpoint,
        previous: previous?.id,
        at,
      });
      if (promoted && previous) await this.attempt(previous.id, { type: 'retire', by: deploymentId, at: now() });
    }
    const { status } = this.get(deploymentId);
    return status === 'starting' || status === 'live';
  }

  /** Ends the history of a deleted server for good. */
  async tombstone(deploymentId: string): Promise<void> {
    await this.store.tombstone(`deployment-${deploymentId}`);
  }
}

export const now = () => new Date().toISOString();
