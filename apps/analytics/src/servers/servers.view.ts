import {
  accountOf,
  type Deployment,
  type DeploymentEvent,
  type ServerEvent,
  unfinishedStatuses,
} from '@toolyard/contracts';
import type { StoredEvent } from '@toolyard/event-store';

interface DeploymentState {
  serverId: string;
  status: Deployment['status'];
  commit: { sha: string; message: string };
}

/** A moment at which traffic moved to another deployment. */
export interface Promotion {
  deploymentId: string;
  serverId: string;
  at: string;
  /** The message is its first line. */
  commit: { sha: string; message: string };
}

/** A deployment that did not go live. */
export interface DeploymentFailure {
  deploymentId: string;
  serverId: string;
  at: string;
}

interface ServerState {
  name: string;
  /** The account that made it. */
  owner: string;
  /** In the order of time. */
  promotions: Promotion[];
  /** In the order of time. */
  failures: DeploymentFailure[];
}

const longestMessage = 120;

/** Which servers and deployments exist, folded from their events. */
export class ServersView {
  private readonly servers = new Map<string, ServerState>();
  private readonly deleted = new Set<string>();
  private readonly deployments = new Map<string, DeploymentState>();

  apply({ type, data }: StoredEvent): void {
    const event = { type, data } as ServerEvent | DeploymentEvent;
    switch (event.type) {
      case 'ServerCreated':
        this.servers.set(event.data.serverId, {
          name: event.data.name,
          owner: accountOf(event.data.actor),
          promotions: [],
          failures: [],
        });
        return;
      case 'ServerEdited':
        return this.rename(event.data.serverId, event.data.name);
      case 'ServerDeleted':
        this.servers.delete(event.data.serverId);
        this.deleted.add(event.data.serverId);
        for (const [id, { serverId }] of this.deployments)
          if (serverId === event.data.serverId) this.deployments.delete(id);
        return;
      case 'DeploymentRequested':
        if (!this.deleted.has(event.data.serverId))
          this.deployments.set(event.data.deploymentId, {
            serverId: event.data.serverId,
            status: 'queued',
            commit: shortened(event.data.commit),
          });
        return;
      case 'BuildStarted':
        return this.setStatus(event.data.deploymentId, 'building');
      case 'ImageBuilt':
        return this.setStatus(event.data.deploymentId, 'starting');
      case 'Promoted':
        this.setStatus(event.data.deploymentId, 'live');
        return this.promote(event.data.deploymentId, event.data.at);
      case 'Failed':
        this.setStatus(event.data.deploymentId, 'failed');
        return this.fail(event.data.deploymentId, event.data.at);
      case 'Superseded':
        return this.setStatus(event.data.deploymentId, 'superseded');
      case 'Cancelled':
        return this.setStatus(event.data.deploymentId, 'cancelled');
      case 'Retired':
        return this.setStatus(event.data.deploymentId, 'retired');
      default:
        return;
    }
  }

  has(id: string): boolean {
    return this.servers.has(id);
  }

  /** The account that made the server; undefined for an unknown server. */
  ownerOf(serverId: string): string | undefined {
    return this.servers.get(serverId)?.owner;
  }

  nameOf(serverId: string): string | undefined {
    return this.servers.get(serverId)?.name;
  }

  ownedBy(userId: string): string[] {
    return [...this.servers].filter(([, { owner }]) => owner === userId).map(([id]) => id);
  }

  /** In the order of time; of all servers when none is named. */
  promotions(serverId?: string): readonly Promotion[] {
    if (serverId !== undefined) return this.servers.get(serverId)?.promotions ?? [];
    const all = [...this.servers.values()].flatMap(({ promotions }) => promotions);
    return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  isDeleted(serverId: string): boolean {
    return this.deleted.has(serverId);
  }

  get deletedServers(): readonly string[] {
    return [...this.deleted];
  }

  deployment(id: string): DeploymentState | undefined {
    return this.deployments.get(id);
  }

  /** Of all servers. */
  failures(): DeploymentFailure[] {
    return [...this.servers.values()].flatMap(({ failures }) => failures);
  }

  private fail(deploymentId: string, at: string): void {
    const serverId = this.deployments.get(deploymentId)?.serverId;
    if (serverId !== undefined) this.servers.get(serverId)?.failures.push({ deploymentId, serverId, at });
  }

  private rename(serverId: string, name: string | undefined): void {
    const server = this.servers.get(serverId);
    if (server && name !== undefined) server.name = name;
  }

  private promote(deploymentId: string, at: string): void {
    const deployment = this.deployments.get(deploymentId);
    if (!deployment) return;
    const { serverId, commit } = deployment;
    this.servers.get(serverId)?.promotions.push({ deploymentId, serverId, at, commit });
  }

  private setStatus(deploymentId: string, status: Deployment['status']): void {
    const deployment = this.deployments.get(deploymentId);
    if (deployment) deployment.status = status;
  }
}

function shortened(commit: { sha: string; message: string } | undefined): DeploymentState['commit'] {
  const { sha = '', message = '' } = commit ?? {};
  return { sha, message: message.split('\n', 1)[0]!.slice(0, longestMessage) };
}

/** An ended deployment does no more work, so its build log is complete. */
export const hasEnded = (status: Deployment['status']): boolean => !unfinishedStatuses.includes(status);
