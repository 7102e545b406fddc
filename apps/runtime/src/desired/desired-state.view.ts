import {
  accountOf,
  type Access,
  type DeploymentEvent,
  type Endpoint,
  type ImageRef,
  type RunSpec,
  type ServerAuth,
  type ServerEvent,
  type VariablesEvent,
} from '@toolyard/contracts';

/** A deployment whose image exists: a candidate until it is promoted. */
export interface RunnableDeployment {
  deploymentId: string;
  image: ImageRef;
  run: RunSpec;
  /** Known once the candidate's tools are stored. */
  endpoint: Endpoint | null;
  /** Milliseconds since the epoch; null for a candidate. */
  promotedAt: number | null;
}

/** Was live before; its containers keep their sessions until the drain limit passes. */
export interface RetiredDeployment {
  deploymentId: string;
  port: number;
  /** Milliseconds since the epoch. */
  retiredAt: number;
}

export interface WantedServer {
  serverId: string;
  slug: string;
  name: string;
  access: Access;
  /** Account of the creator. */
  ownerId: string;
  auth: ServerAuth;
  replicas: number;
  disabled: boolean;
  deleted: boolean;
  live: RunnableDeployment | null;
  /** In the order in which their images were ready; normally at most one. */
  candidates: RunnableDeployment[];
  /** Newest last. */
  retired: RetiredDeployment[];
  /** Counts the changes of the server's variables. */
  secretsVersion: string;
}

type Event = { type: string; data: unknown };
type WantedEvent = ServerEvent | DeploymentEvent | VariablesEvent;

/** Longer than any drain limit may be, so that forgetting is safe. */
const keepRetiredMs = 24 * 3_600_000;

/** What should run, folded from the streams `server-`, `deployment-` and `variables-`. */
export class Wanted {
  readonly servers = new Map<string, WantedServer>();
  /** Deployments that have not ended yet, and the live ones. */
  private readonly serverOf = new Map<string, string>();

  deployment(deploymentId: string): { server: WantedServer; deployment: RunnableDeployment } | undefined {
    const server = this.servers.get(this.serverOf.get(deploymentId) ?? '');
    const deployment =
      server?.live?.deploymentId === deploymentId
        ? server.live
        : server?.candidates.find((one) => one.deploymentId === deploymentId);
    return server && deployment ? { server, deployment } : undefined;
  }

  /** Returns the id of the server whose wanted state changed, if any. */
  apply(stored: Event): string | undefined {
    const event = stored as WantedEvent;
    switch (event.type) {
      case 'ServerCreated': {
        const { serverId, slug, name, access, auth, replicas, actor } = event.data;
        this.servers.set(serverId, {
          serverId,
          slug,
          name,
          access,
          auth,
          replicas,
          ownerId: accountOf(actor),
          disabled: false,
          deleted: false,
          live: null,
          candidates: [],
          retired: [],
          secretsVersion: '0',
        });
        return serverId;
      }
      case 'ServerEdited':
        return this.change(event.data.serverId, (server) => {
          server.name = event.data.name ?? server.name;
          server.access = event.data.access ?? server.access;
          server.replicas = event.data.replicas ?? server.replicas;
        });
      case 'ServerDisabled':
        return this.change(event.data.serverId, (server) => (server.disabled = true));
      case 'ServerEnabled':
        return this.change(event.data.serverId, (server) => (server.disabled = false));
      case 'ServerDeleted':
        return this.change(event.data.serverId, (server) => this.forget(server));
      case 'VariableSet':
      case 'VariableRemoved':
        return this.change(
          event.data.serverId,
          (server) => (server.secretsVersion = String(Number(server.secretsVersion) + 1)),
        );
      case 'DeploymentRequested':
        this.serverOf.set(event.data.deploymentId, event.data.serverId);
        return undefined;
      case 'ImageBuilt': {
        const { deploymentId, image, run } = event.data;
        return this.change(this.serverOf.get(deploymentId), (server) =>
          server.candidates.push({ deploymentId, image, run, endpoint: null, promotedAt: null }),
        );
      }
      case 'ToolsDiscovered': {
        const found = this.deployment(event.data.deploymentId);
        if (found) found.deployment.endpoint = event.data.endpoint;
        return found?.server.serverId;
      }
      case 'Promoted':
        return this.change(this.serverOf.get(event.data.deploymentId), (server) =>
          this.promote(server, event.data.deploymentId, Date.parse(event.data.at)),
        );
      case 'Failed':
      case 'Superseded':
      case 'Cancelled':
        return this.end(event.data.deploymentId);
      case 'Retired':
        // Replaced by another: the other's promotion says when.
        if (event.data.by !== undefined) return undefined;
        return this.change(this.serverOf.get(event.data.deploymentId), (server) => {
          if (server.live?.deploymentId === event.data.deploymentId) this.retire(server, Date.parse(event.data.at));
        });
      default:
        return undefined;
    }
  }

  private change(serverId: string | undefined, edit: (server: WantedServer) => void): string | undefined {
    const server = this.servers.get(serverId ?? '');
    if (!server || server.deleted) return undefined;
    edit(server);
    return server.serverId;
  }

  private promote(server: WantedServer, deploymentId: string, at: number): void {
    const promoted = server.candidates.find((one) => one.deploymentId === deploymentId);
    if (!promoted) return;
    server.candidates = server.candidates.filter((one) => one !== promoted);
    this.retire(server, at);
    server.live = { ...promoted, promotedAt: at };
  }

  private retire(server: WantedServer, at: number): void {
    if (!server.live) return;
    const { deploymentId, run } = server.live;
    this.serverOf.delete(deploymentId);
    server.retired = [
      ...server.retired.filter((one) => at - one.retiredAt < keepRetiredMs),
      { deploymentId, port: run.port, retiredAt: at },
    ];
    server.live = null;
  }

  private end(deploymentId: string): string | undefined {
    const serverId = this.serverOf.get(deploymentId);
    this.serverOf.delete(deploymentId);
    return this.change(serverId, (server) => {
      server.candidates = server.candidates.filter((one) => one.deploymentId !== deploymentId);
    });
  }

  private forget(server: WantedServer): void {
    Object.assign(server, { deleted: true, live: null, candidates: [], retired: [] });
    for (const [deploymentId, serverId] of this.serverOf)
      if (serverId === server.serverId) this.serverOf.delete(deploymentId);
  }
}
