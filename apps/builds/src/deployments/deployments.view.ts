import {
  type Actor,
  type BuildPlanReport,
  type DeploymentEvent,
  type PlatformEvent,
  RepositoryOwners,
  type ServerEvent,
  type Source,
  type VariablesEvent,
} from '@toolyard/contracts';
import {
  advance,
  type DeploymentRecord,
  type DeploymentRequested,
  isUnfinished,
  requested,
} from './deployment-record.js';

/** A server as far as deployments depend on it. */
export interface ServerRecord {
  id: string;
  slug: string;
  createdBy: Actor;
  source: Source;
  replicas: number;
  adoptsRepository?: boolean;
  disabled: boolean;
  deleted: boolean;
  /** Position of the last change of a variable; -1n when there was none. */
  variablesAt: bigint;
  /** The account that made that change; undefined when there was none. */
  variablesBy?: Actor;
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
    else if ('deploymentId' in event.data) {
      const record = this.byId.get(event.data.deploymentId);
      if (record) advance(record, event as DeploymentEvent, stored.position);
    } else this.applyToServer(event as ServerEvent | VariablesEvent, stored.position);
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

  private request(data: DeploymentRequested, position: bigint): void {
    if (this.byId.has(data.deploymentId)) return;
    const plan = data.image === undefined ? null : this.planOfImage(data.serverId, data.image.digest);
    this.byId.set(data.deploymentId, requested(data, { plan, position }));
    const ids = this.byServer.get(data.serverId);
    if (ids) ids.push(data.deploymentId);
    else this.byServer.set(data.serverId, [data.deploymentId]);
  }

  private applyToServer(event: ServerEvent | VariablesEvent, position: bigint): void {
    const { serverId } = event.data;
    if (event.type === 'ServerCreated') {
      const { slug, source, actor, adoptsRepository, replicas } = event.data;
      this.owners.created({ id: serverId, source, createdBy: actor, adoptsRepository });
      this.servers.set(serverId, {
        adoptsRepository,
        id: serverId,
        slug,
        createdBy: actor,
        source,
        replicas,
        disabled: false,
        deleted: false,
        variablesAt: -1n,
      });
      return;
    }
    const server = this.servers.get(serverId);
    if (!server) return;
    if (event.type === 'ServerEdited') {
      server.source = event.data.source ?? server.source;
      server.replicas = event.data.replicas ?? server.replicas;
    }
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
