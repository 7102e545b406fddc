import {
  accountOf,
  type Access,
  type CallLimits,
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
  /** Null until the candidate's tools are stored. */
  endpoint: Endpoint | null;
  /** Names, as the candidate listed them. */
  tools: string[];
  /** Milliseconds since the epoch; null for a candidate. */
  promotedAt: number | null;
}

/** A deployment that was live before. Its containers keep their sessions until the drain limit. */
interface RetiredDeployment {
  deploymentId: string;
  port: number;
  /** Milliseconds since the epoch. */
  retiredAt: number;
}

/** What should run of one server. */
export interface DesiredServer {
  serverId: string;
  slug: string;
  name: string;
  access: Access;
  /** Account of the creator. */
  ownerId: string;
  auth: ServerAuth;
  replicas: number;
  /** Request headers of clients that reach the server, in lower case. */
  headers: string[];
  limits: CallLimits;
  disabled: boolean;
  deleted: boolean;
  live: RunnableDeployment | null;
  /** In the order in which their images were ready; normally at most one. */
  candidates: RunnableDeployment[];
  /** Newest last. */
  retired: RetiredDeployment[];
  /** Number of changes of the server's variables. */
  secretsVersion: string;
}

type Event = { type: string; data: unknown };
type DesiredStateEvent = ServerEvent | DeploymentEvent | VariablesEvent;

/** The longest drain limit. */
const keepRetiredMs = 24 * 3_600_000;

/** What should run, folded from the streams `server-`, `deployment-` and `variables-`. */
export class DesiredState {
  readonly servers = new Map<string, DesiredServer>();
  /** Deployments that have not ended yet, and the live ones. */
  private readonly serverOf = new Map<string, string>();

  /** A live deployment or candidate with its server; undefined for any other deployment. */
  deployment(deploymentId: string): { server: DesiredServer; deployment: RunnableDeployment } | undefined {
    const server = this.servers.get(this.serverOf.get(deploymentId) ?? '');
    const deployment =
      server?.live?.deploymentId === deploymentId
        ? server.live
        : server?.candidates.find((one) => one.deploymentId === deploymentId);
    return server && deployment ? { server, deployment } : undefined;
  }

  /** Folds an event. @returns the id of the server whose desired state changed; undefined when none did */
  apply(stored: Event): string | undefined {
    const event = stored as DesiredStateEvent;
    switch (event.type) {
      case 'ServerCreated': {
        const { serverId, slug, name, access, auth, replicas, headers = [], limits = {}, actor } = event.data;
        this.servers.set(serverId, {
          serverId,
          slug,
          name,
          access,
          auth,
          replicas,
          headers,
          limits,
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
          server.headers = event.data.headers ?? server.headers;
          server.limits = event.data.limits ?? server.limits;
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
          server.candidates.push({ deploymentId, image, run, endpoint: null, tools: [], promotedAt: null }),
        );
      }
      case 'ToolsDiscovered': {
        const found = this.deployment(event.data.deploymentId);
        if (found) {
          found.deployment.endpoint = event.data.endpoint;
          found.deployment.tools = event.data.tools.map(({ name }) => name);
        }
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
        // Another deployment replaced it; the promotion of that one has the time.
        if (event.data.by !== undefined) return undefined;
        return this.change(this.serverOf.get(event.data.deploymentId), (server) => {
          if (server.live?.deploymentId === event.data.deploymentId) this.retire(server, Date.parse(event.data.at));
        });
      default:
        return undefined;
    }
  }

  private change(serverId: string | undefined, edit: (server: DesiredServer) => void): string | undefined {
    const server = this.servers.get(serverId ?? '');
    if (!server || server.deleted) return undefined;
    edit(server);
    return server.serverId;
  }

  private promote(server: DesiredServer, deploymentId: string, at: number): void {
    const promoted = server.candidates.find((one) => one.deploymentId === deploymentId);
    if (!promoted) return;
    server.candidates = server.candidates.filter((one) => one !== promoted);
    this.retire(server, at);
    server.live = { ...promoted, promotedAt: at };
  }

  private retire(server: DesiredServer, at: number): void {
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

  private forget(server: DesiredServer): void {
    Object.assign(server, { deleted: true, live: null, candidates: [], retired: [] });
    for (const [deploymentId, serverId] of this.serverOf)
      if (serverId === server.serverId) this.serverOf.delete(deploymentId);
  }
}
