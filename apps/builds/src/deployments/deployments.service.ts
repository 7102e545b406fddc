import { Injectable } from '@nestjs/common';
import { type Actor, type CandidateReport, type DeploymentEvent, Rejected, type Source } from '@toolyard/contracts';
import { EventStore, type Handled, type StoredEvent, StreamGone } from '@toolyard/event-store';
import { FollowedAggregate, newId } from '@toolyard/service';
import { type DeploymentCommand, deploymentDecider, type DeploymentState } from './deployment.decider.js';
import { DeploymentQuotas } from './deployment-quotas.js';
import { type DeploymentRecord, isUnfinished, type NewDeployment } from './deployment-record.js';
import { DeploymentsView, type ServerRecord } from './deployments.view.js';
import { ImageBuilder } from '../images/image-builder.js';
import { compareTools } from './tool-changes.js';
import { Commits } from '../repositories/commits.js';
import { toSupersede } from './deployment-upkeep.rules.js';

export const platformActor: Actor = { kind: 'system', id: 'builds', name: 'Toolyard' };

/**
 * The deployments of every server: commands go to the event store, reads come from the view. Owns the streams
 * `deployment-`.
 */
@Injectable()
export class DeploymentsService extends FollowedAggregate<DeploymentState, DeploymentCommand, DeploymentEvent> {
  /** Deployments and servers as of the last event that this replica folded; for reading only. */
  readonly view = new DeploymentsView();
  private readonly listeners: ((event: StoredEvent) => void)[] = [];

  constructor(
    store: EventStore,
    private readonly images: ImageBuilder,
    private readonly commits: Commits,
    private readonly quotas: DeploymentQuotas,
  ) {
    super(store, {
      decider: deploymentDecider,
      prefix: 'deployment-',
      follows: ['deployment-', 'server-', 'variables-'],
    });
  }

  protected fold(event: StoredEvent): void {
    this.view.apply(event);
    for (const listener of this.listeners) listener(event);
  }

  /**
   * Calls `listener` with every event of deployments, servers and variables once the view has folded it; events of
   * before the start are included when the listener is added before it. The listener must not throw.
   */
  onEvent(listener: (event: StoredEvent) => void): void {
    this.listeners.push(listener);
  }

  /** As `onEvent`, with the id of the server that the event concerns, and the type of the event. */
  onServerEvent(listener: (serverId: string, type: string) => void): void {
    this.onEvent(({ type, data }) => {
      const { serverId, deploymentId } = data as { serverId?: string; deploymentId?: string };
      const id = serverId ?? this.view.get(deploymentId ?? '')?.serverId;
      if (id !== undefined) listener(id, type);
    });
  }

  /** @throws Rejected `not_found`, also when the server of the deployment was deleted */
  get(id: string): DeploymentRecord {
    const found = this.view.get(id);
    const server = found && this.view.servers.get(found.serverId);
    if (!found || server?.deleted)
      throw new Rejected('not_found', 'There is no such deployment. It may have been removed with its server.');
    return found;
  }

  /** @throws Rejected `not_found`, also when the server was deleted */
  server(id: string): ServerRecord {
    const server = this.view.servers.get(id);
    if (!server || server.deleted) throw new Rejected('not_found', 'There is no such server.');
    return server;
  }

  /**
   * The source of a server whose creator may use the repository.
   * @throws Rejected `not_found`, or `repository_taken` when the repository belongs to another account
   */
  readableSource(id: string): Source {
    const server = this.server(id);
    if (this.view.mayUseRepository(server)) return server.source;
    throw new Rejected(
      'repository_taken',
      `The repository "${server.source.repository}" belongs to another account, so it is neither read nor ` +
        'deployed for this server. Create the server again with a repository of its own.',
    );
  }

  /**
   * One page of a server's deployments, newest first.
   * @param cursor id of the last deployment on the page before
   * @throws Rejected `not_found` for the server, `invalid_request` for the cursor
   */
  page(
    serverId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): { items: DeploymentRecord[]; nextCursor: string | null } {
    const all = this.view.ofServer(this.server(serverId).id);
    const before = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
    if (cursor !== undefined && before < 0)
      throw new Rejected('invalid_request', 'The cursor is not one that this list gave. Begin again without a cursor.');
    const items = all.slice(before + 1, before + 1 + limit);
    return { items, nextCursor: before + 1 + limit < all.length ? items.at(-1)!.id : null };
  }

  /**
   * Decides a command on a deployment and stores the events. Resolves once the view of this replica shows them.
   * @throws Rejected with the code of the decider
   * @throws StreamGone when the deployment was removed with its server
   */
  async command(
    deploymentId: string,
    command: DeploymentCommand,
    actor: Actor = platformActor,
  ): Promise<Handled<DeploymentState, DeploymentEvent>> {
    return this.aggregate.execute(deploymentId, command, actor);
  }

  /**
   * As `command`, for work that is pointless once the deployment is gone.
   * @returns true when something changed; false for a repetition and for a deployment that does not exist any more
   */
  async attempt(deploymentId: string, command: DeploymentCommand): Promise<boolean> {
    try {
      return (await this.command(deploymentId, command)).events.length > 0;
    } catch (error) {
      if (error instanceof StreamGone || (error instanceof Rejected && error.code === 'not_found')) return false;
      throw error;
    }
  }

  /**
   * Deploys a commit of `main`.
   * @param sha the commit's SHA or its first digits; the latest commit when undefined
   * @returns the new deployment, which is queued
   * @throws Rejected `not_found`, `server_disabled`, `source_not_connected`, or `nothing_to_deploy` when `main` has no
   *   such commit or none at all
   */
  async deploy(serverId: string, sha: string | undefined, actor: Actor): Promise<DeploymentRecord> {
    const server = this.server(serverId);
    const source = this.readableSource(serverId);
    return this.request(server, { commit: await this.commits.choose(source, sha), trigger: 'manual', actor });
  }

  /**
   * Requests a deployment. It supersedes the unfinished deployments of the server.
   * @throws Rejected `server_disabled`, `quota_exceeded`
   */
  async request(
    server: ServerRecord,
    { commit, trigger, actor, image, run, id }: NewDeployment,
  ): Promise<DeploymentRecord> {
    if (server.disabled)
      throw new Rejected(
        'server_disabled',
        'The server is disabled, so nothing was deployed. Enable it first; a push made in the meantime is ' +
          'deployed then.',
      );
    if (id === undefined || !this.view.get(id)) this.quotas.assertRequest(this.view, server, run);
    const deploymentId = id ?? newId('dep');
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
    for (const { id, by } of toSupersede(this.view, server.id))
      await this.attempt(id, { type: 'supersede', by, at: now() });
    return this.get(deploymentId);
  }

  /**
   * Stops an unfinished deployment; a build that runs is stopped in whichever replica it runs.
   * @throws Rejected `not_found`, or `deployment_ended` when it is not unfinished
   */
  async cancel(id: string, actor: Actor): Promise<DeploymentRecord> {
    this.get(id);
    await this.command(id, { type: 'cancel', by: actor, at: now() }, actor);
    return this.get(id);
  }

  /**
   * Deploys the image of an earlier deployment again; nothing is built.
   * @returns the new deployment
   * @throws Rejected `not_found`, `conflict` when it was promoted last, `nothing_to_deploy` when it never had an image,
   *   `image_gone`, `server_disabled`
   */
  async rollback(id: string, actor: Actor): Promise<DeploymentRecord> {
    const { serverId, image, run, commit } = this.get(id);
    const server = this.server(serverId);
    if (this.view.live(serverId)?.id === id)
      throw new Rejected('conflict', 'This deployment is live already. Nothing was changed.');
    if (!image || !run)
      throw new Rejected(
        'nothing_to_deploy',
        'This deployment never got an image, so there is nothing to roll back to. Deploy its commit instead.',
      );
    if (!(await this.images.exists(image.digest))) {
      throw new Rejected(
        'image_gone',
        'The image of this deployment is no longer kept. Nothing was changed; deploy its commit ' +
          `${commit.sha.slice(0, 12)} again instead.`,
      );
    }
    return this.request(server, { commit, trigger: 'rollback', actor, image, run });
  }

  /**
   * Deploys the image of a deployment again, so that its containers get the current variables.
   * @returns the new deployment; null when it never had an image
   * @throws Rejected `not_found`, `server_disabled`
   */
  async redeploy({ serverId, commit, image, run }: DeploymentRecord, actor: Actor): Promise<DeploymentRecord | null> {
    if (!image || !run) return null;
    return this.request(this.server(serverId), { commit, trigger: 'variables', actor, image, run });
  }

  /**
   * Stores what `runtime` observed of a candidate: its containers, its failure, or its tools, which promote it. The
   * previous live deployment is retired.
   * @returns false when the deployment has ended, so that the candidate's containers can be removed
   * @throws Rejected `not_found`
   */
  async report(deploymentId: string, report: CandidateReport): Promise<boolean> {
    const candidate = this.get(deploymentId);
    const at = now();
    if (report.kind === 'failed') {
      const { stage, code, reason } = report;
      return this.attempt(deploymentId, { type: 'fail', attempt: null, stage, code, reason, at });
    }
    if (report.kind === 'started')
      await this.attempt(deploymentId, { type: 'startCandidate', containers: report.containers, at });
    if (report.kind === 'tools') await this.promote(candidate, report);
    const { status } = this.get(deploymentId);
    return status === 'starting' || status === 'live';
  }

  /** Removes the history of a deployment for good, when its server was deleted. */
  async tombstone(deploymentId: string): Promise<void> {
    await this.store.tombstone(`deployment-${deploymentId}`);
  }

  private async promote(
    candidate: DeploymentRecord,
    report: Extract<CandidateReport, { kind: 'tools' }>,
  ): Promise<void> {
    if (!isUnfinished(candidate)) return;
    const { tools, endpoint } = report;
    const previous = this.view.live(candidate.serverId);
    const changes = compareTools(previous?.tools ?? [], tools);
    const promoted = await this.attempt(candidate.id, {
      type: 'promote',
      tools,
      changes,
      endpoint,
      previous: previous?.id,
      at: now(),
    });
    if (promoted && previous) await this.attempt(previous.id, { type: 'retire', by: candidate.id, at: now() });
  }
}

/** The current time as events carry it: ISO 8601, UTC. */
export const now = () => new Date().toISOString();
