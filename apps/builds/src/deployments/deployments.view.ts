import {
  type Actor,
  type BuildPlanReport,
  type Deployment,
  type DeploymentEvent,
  type DeploymentStage,
  type PlatformEvent,
  RepositoryOwners,
  type ServerEvent,
  type Source,
  type StageTime,
  type Tool,
  unfinishedStatuses,
  type VariablesEvent,
} from '@toolyard/contracts';

/** A server as far as deployments depend on it. */
export interface ServerRecord {
  id: string;
  slug: string;
  createdBy: Actor;
  source: Source;
  adoptsRepository?: boolean;
  disabled: boolean;
  deleted: boolean;
  /** Position of the last change of a variable; -1n when there was none. */
  variablesAt: bigint;
  /** The account that made that change; undefined when there was none. */
  variablesBy?: Actor;
}

/** A deployment with what only this service needs of it. */
export interface DeploymentRecord extends Deployment {
  slug: string;
  repository: string;
  tools: Tool[];
  /** How its image was built; null before it was decided, and for deployments of before plans were stored. */
  plan: BuildPlanReport | null;
  /** The deployment that it replaced when it was promoted; null before, and when there was none. */
  previousId: string | null;
  /** Number of the build's attempt; 0 before the first. */
  attempt: number;
  /** Position of the request. */
  requestedAt: bigint;
  /** Position from which containers were started; they have the variables that were set before it. */
  imageBuiltAt: bigint | null;
  /** Position of the promotion, -1n before it. Of several live deployments the one with the latest position is live. */
  promotedPosition: bigint;
}

interface ViewedEvent {
  type: string;
  data: unknown;
  position: bigint;
}

/** Deployments by server, in the order of their requests, and the servers themselves, folded from the events. */
export class DeploymentsView {
  readonly servers = new Map<string, ServerRecord>();
  private readonly owners = new RepositoryOwners();
  private readonly byId = new Map<string, DeploymentRecord>();
  private readonly byServer = new Map<string, string[]>();

  apply(stored: ViewedEvent): void {
    const event = stored as unknown as PlatformEvent;
    if (event.type === 'DeploymentRequested') this.request(event.data, stored.position);
    else if ('deploymentId' in event.data) this.advance(event as DeploymentEvent, stored.position);
    else this.applyToServer(event as ServerEvent | VariablesEvent, stored.position);
  }

  /**
   * Servers that are deployed from a repository of the built-in git remote. A server that names the repository of
   * another account is none of them: it gets no push and opens nothing.
   */
  serversOf(repository: string): ServerRecord[] {
    return [...this.servers.values()].filter(
      (server) =>
        !server.deleted &&
        server.source.provider === 'git' &&
        server.source.repository === repository &&
        this.mayUseRepository(server),
    );
  }

  mayUseRepository(server: ServerRecord): boolean {
    return this.owners.allows(server);
  }

  /** Account that owns the repository; undefined when no server ever named it. */
  ownerOf(repository: string): string | undefined {
    return this.owners.ownerOf(repository);
  }

  get(id: string): DeploymentRecord | undefined {
    return this.byId.get(id);
  }

  /** Deployments of a server, newest first. */
  ofServer(serverId: string): DeploymentRecord[] {
    return (this.byServer.get(serverId) ?? []).map((id) => this.byId.get(id)!).reverse();
  }

  all(): Iterable<DeploymentRecord> {
    return this.byId.values();
  }

  live(serverId: string): DeploymentRecord | null {
    const live = this.ofServer(serverId).filter(({ status }) => status === 'live');
    return live.reduce<DeploymentRecord | null>(
      (latest, each) => (latest && latest.promotedPosition > each.promotedPosition ? latest : each),
      null,
    );
  }

  /** True when the last deployment that was neither cancelled nor superseded failed. */
  lastFailed(serverId: string): boolean {
    const ended = this.ofServer(serverId).find(
      ({ status }) => status === 'live' || status === 'failed' || status === 'retired',
    );
    return ended?.status === 'failed';
  }

  /** Time of the last promotion, as in events; null when there was none. */
  lastPromotedAt(serverId: string): string | null {
    const promoted = this.ofServer(serverId).map(({ promotedAt }) => promotedAt ?? '');
    return promoted.reduce((latest, at) => (at > latest ? at : latest), '') || null;
  }

  /** The plan by which an image of the server was built. */
  private planOfImage(serverId: string, digest: string): BuildPlanReport | null {
    return this.ofServer(serverId).find(({ image, plan }) => plan !== null && image?.digest === digest)?.plan ?? null;
  }

  unfinished(serverId: string): DeploymentRecord[] {
    return this.ofServer(serverId).filter(isUnfinished);
  }

  /** Forgets a deleted server once its deployment streams are gone. */
  forget(serverId: string): void {
    for (const id of this.byServer.get(serverId) ?? []) this.byId.delete(id);
    this.byServer.delete(serverId);
  }

  private request(data: Extract<DeploymentEvent, { type: 'DeploymentRequested' }>['data'], position: bigint): void {
    if (this.byId.has(data.deploymentId)) return;
    this.byId.set(data.deploymentId, {
      id: data.deploymentId,
      serverId: data.serverId,
      status: 'queued',
      stage: null,
      trigger: data.trigger,
      actor: data.actor,
      commit: data.commit,
      image: data.image,
      run: data.run,
      createdAt: data.at,
      stages: [],
      slug: data.slug,
      repository: data.repository,
      tools: [],
      plan: data.image === undefined ? null : this.planOfImage(data.serverId, data.image.digest),
      previousId: null,
      attempt: 0,
      requestedAt: position,
      imageBuiltAt: null,
      promotedPosition: -1n,
    });
    const ids = this.byServer.get(data.serverId);
    if (ids) ids.push(data.deploymentId);
    else this.byServer.set(data.serverId, [data.deploymentId]);
  }

  private advance(event: DeploymentEvent, position: bigint): void {
    const record = this.byId.get(event.data.deploymentId);
    if (!record) return;
    const { at } = event.data;
    switch (event.type) {
      case 'BuildStarted':
        Object.assign(record, { status: 'building', attempt: event.data.attempt });
        record.stages = [];
        open(record, 'fetch', at);
        return;
      case 'ImageBuilt':
        record.stages = event.data.stages.map((stage) => ({ ...stage }));
        Object.assign(record, {
          status: 'starting',
          image: event.data.image,
          run: event.data.run,
          imageBuiltAt: position,
        });
        if (event.data.plan !== undefined) record.plan = event.data.plan;
        if (event.data.generatedDockerfile !== undefined) record.generatedDockerfile = event.data.generatedDockerfile;
        open(record, 'candidate', at);
        return;
      case 'ToolsDiscovered':
        Object.assign(record, { tools: event.data.tools, changes: event.data.changes, endpoint: event.data.endpoint });
        open(record, 'promotion', at);
        return;
      case 'Promoted':
        Object.assign(record, {
          status: 'live',
          promotedAt: at,
          promotedPosition: position,
          previousId: event.data.previous ?? null,
        });
        close(record, at);
        return;
      case 'Failed':
        if (event.data.stages) record.stages = event.data.stages.map((stage) => ({ ...stage }));
        if (event.data.plan) record.plan = event.data.plan;
        record.stage = event.data.stage;
        record.error = { stage: event.data.stage, code: event.data.code, message: event.data.reason };
        return end(record, 'failed', at);
      case 'Superseded':
        record.supersededBy = event.data.by;
        return end(record, 'superseded', at);
      case 'Cancelled':
        return end(record, 'cancelled', at);
      case 'Retired':
        return end(record, 'retired', at);
      default:
    }
  }

  private applyToServer(event: ServerEvent | VariablesEvent, position: bigint): void {
    const { serverId } = event.data;
    if (event.type === 'ServerCreated') {
      const { slug, source, actor, adoptsRepository } = event.data;
      this.owners.created({ id: serverId, source, createdBy: actor, adoptsRepository });
      this.servers.set(serverId, {
        adoptsRepository,
        id: serverId,
        slug,
        createdBy: actor,
        source,
        disabled: false,
        deleted: false,
        variablesAt: -1n,
      });
      return;
    }
    const server = this.servers.get(serverId);
    if (!server) return;
    if (event.type === 'ServerDisabled') server.disabled = true;
    if (event.type === 'ServerEnabled') server.disabled = false;
    if (event.type === 'ServerDeleted') {
      server.deleted = true;
      this.owners.deleted(server);
    }
    if (event.type === 'VariableSet' || event.type === 'VariableRemoved') {
      server.variablesAt = position;
      server.variablesBy = event.data.actor;
    }
  }
}

export function isUnfinished(deployment: Deployment): boolean {
  return unfinishedStatuses.includes(deployment.status);
}

/** The form of the REST API and of requests between services. */
export function present(record: DeploymentRecord): Deployment {
  const { id, serverId, status, stage, trigger, actor, commit, image, run, generatedDockerfile, error, supersededBy } =
    record;
  const { changes, endpoint, createdAt, promotedAt, endedAt, stages } = record;
  return {
    id,
    serverId,
    status,
    stage,
    trigger,
    actor,
    commit,
    image,
    run,
    generatedDockerfile,
    error,
    supersededBy,
    changes,
    endpoint,
    createdAt,
    promotedAt,
    endedAt,
    stages,
  };
}

function open(record: DeploymentRecord, name: DeploymentStage, at: string): void {
  close(record, at);
  record.stage = name;
  record.stages.push({ name, startedAt: at, endedAt: null });
}

function close(record: DeploymentRecord, at: string): void {
  record.stages = record.stages.map((stage): StageTime => ({ ...stage, endedAt: stage.endedAt ?? at }));
}

function end(record: DeploymentRecord, status: Deployment['status'], at: string): void {
  close(record, at);
  Object.assign(record, { status, endedAt: at });
}
