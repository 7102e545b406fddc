import {
  type Actor,
  type Deployment,
  type DeploymentEvent,
  type DeploymentStage,
  type PlatformEvent,
  type ServerEvent,
  type Source,
  type StageTime,
  type Tool,
  unfinishedStatuses,
  type VariablesEvent,
} from '@toolyard/contracts';

export interface KnownServer {
  id: string;
  slug: string;
  createdBy: Actor;
  source: Source;
  disabled: boolean;
  deleted: boolean;
  /** Position of the last change of a variable; -1n when there was none. */
  variablesAt: bigint;
  /** Who made that change. */
  variablesBy?: Actor;
}

export interface KnownDeployment extends Deployment {
  slug: string;
  repository: string;
  tools: Tool[];
  /** What was live before it, and is compared with. */
  previousId: string | null;
  attempt: number;
  requestedAt: bigint;
  /** Containers started before this position cannot know later variables. */
  imageBuiltAt: bigint | null;
  /** Position of the promotion: the latest one is what is live. */
  promotedPosition: bigint;
}

export interface ViewedEvent {
  type: string;
  data: unknown;
  position: bigint;
}

/**
 * Everything `builds` answers and decides from: deployments by server in the order of their requests, and what it must
 * know of servers.
 */
export class Deployments {
  readonly servers = new Map<string, KnownServer>();
  private readonly byId = new Map<string, KnownDeployment>();
  private readonly byServer = new Map<string, string[]>();

  apply(stored: ViewedEvent): void {
    const event = stored as unknown as PlatformEvent;
    if (event.type === 'DeploymentRequested') this.request(event.data, stored.position);
    else if ('deploymentId' in event.data) this.advance(event as DeploymentEvent, stored.position);
    else this.noteServer(event as ServerEvent | VariablesEvent, stored.position);
  }

  get(id: string): KnownDeployment | undefined {
    return this.byId.get(id);
  }

  /** Newest first. */
  ofServer(serverId: string): KnownDeployment[] {
    return (this.byServer.get(serverId) ?? []).map((id) => this.byId.get(id)!).reverse();
  }

  all(): Iterable<KnownDeployment> {
    return this.byId.values();
  }

  live(serverId: string): KnownDeployment | null {
    const live = this.ofServer(serverId).filter(({ status }) => status === 'live');
    return live.reduce<KnownDeployment | null>(
      (latest, each) => (latest && latest.promotedPosition > each.promotedPosition ? latest : each),
      null,
    );
  }

  /** True when the last deployment that came to an end of its own did not get live. */
  lastFailed(serverId: string): boolean {
    const ended = this.ofServer(serverId).find(
      ({ status }) => status === 'live' || status === 'failed' || status === 'retired',
    );
    return ended?.status === 'failed';
  }

  lastPromotedAt(serverId: string): string | null {
    const promoted = this.ofServer(serverId).map(({ promotedAt }) => promotedAt ?? '');
    return promoted.reduce((latest, at) => (at > latest ? at : latest), '') || null;
  }

  unfinished(serverId: string): KnownDeployment[] {
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
    const known = this.byId.get(event.data.deploymentId);
    if (!known) return;
    const { at } = event.data;
    switch (event.type) {
      case 'BuildStarted':
        Object.assign(known, { status: 'building', attempt: event.data.attempt });
        known.stages = [];
        open(known, 'fetch', at);
        return;
      case 'ImageBuilt':
        known.stages = event.data.stages.map((stage) => ({ ...stage }));
        Object.assign(known, {
          status: 'starting',
          image: event.data.image,
          run: event.data.run,
          imageBuiltAt: position,
        });
        if (event.data.generatedDockerfile !== undefined) known.generatedDockerfile = event.data.generatedDockerfile;
        open(known, 'candidate', at);
        return;
      case 'ToolsDiscovered':
        Object.assign(known, { tools: event.data.tools, changes: event.data.changes, endpoint: event.data.endpoint });
        open(known, 'promotion', at);
        return;
      case 'Promoted':
        Object.assign(known, {
          status: 'live',
          promotedAt: at,
          promotedPosition: position,
          previousId: event.data.previous ?? null,
        });
        close(known, at);
        return;
      case 'Failed':
        if (event.data.stages) known.stages = event.data.stages.map((stage) => ({ ...stage }));
        known.stage = event.data.stage;
        known.error = { stage: event.data.stage, code: event.data.code, message: event.data.reason };
        return end(known, 'failed', at);
      case 'Superseded':
        known.supersededBy = event.data.by;
        return end(known, 'superseded', at);
      case 'Cancelled':
        return end(known, 'cancelled', at);
      case 'Retired':
        return end(known, 'retired', at);
      default:
    }
  }

  private noteServer(event: ServerEvent | VariablesEvent, position: bigint): void {
    const { serverId } = event.data;
    if (event.type === 'ServerCreated') {
      const { slug, source, actor } = event.data;
      this.servers.set(serverId, {
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
    if (event.type === 'ServerDeleted') server.deleted = true;
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
export function present(known: KnownDeployment): Deployment {
  const { id, serverId, status, stage, trigger, actor, commit, image, run, generatedDockerfile, error, supersededBy } =
    known;
  const { changes, endpoint, createdAt, promotedAt, endedAt, stages } = known;
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

function open(known: KnownDeployment, name: DeploymentStage, at: string): void {
  close(known, at);
  known.stage = name;
  known.stages.push({ name, startedAt: at, endedAt: null });
}

function close(known: KnownDeployment, at: string): void {
  known.stages = known.stages.map((stage): StageTime => ({ ...stage, endedAt: stage.endedAt ?? at }));
}

function end(known: KnownDeployment, status: Deployment['status'], at: string): void {
  close(known, at);
  Object.assign(known, { status, endedAt: at });
}
