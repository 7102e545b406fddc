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
}

/** Which servers and deployments exist, folded from their events. */
export class ServersView {
  /** Server → account that made it. */
  private readonly servers = new Map<string, string>();
  private readonly deleted = new Set<string>();
  private readonly deployments = new Map<string, DeploymentState>();

  apply({ type, data }: StoredEvent): void {
    const event = { type, data } as ServerEvent | DeploymentEvent;
    switch (event.type) {
      case 'ServerCreated':
        this.servers.set(event.data.serverId, accountOf(event.data.actor));
        return;
      case 'ServerDeleted':
        this.servers.delete(event.data.serverId);
        this.deleted.add(event.data.serverId);
        for (const [id, { serverId }] of this.deployments)
          if (serverId === event.data.serverId) this.deployments.delete(id);
        return;
      case 'DeploymentRequested':
        if (!this.deleted.has(event.data.serverId))
          this.deployments.set(event.data.deploymentId, { serverId: event.data.serverId, status: 'queued' });
        return;
      case 'BuildStarted':
        return this.setStatus(event.data.deploymentId, 'building');
      case 'ImageBuilt':
        return this.setStatus(event.data.deploymentId, 'starting');
      case 'Promoted':
        return this.setStatus(event.data.deploymentId, 'live');
      case 'Failed':
        return this.setStatus(event.data.deploymentId, 'failed');
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
    return this.servers.get(serverId);
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

  private setStatus(deploymentId: string, status: Deployment['status']): void {
    const deployment = this.deployments.get(deploymentId);
    if (deployment) deployment.status = status;
  }
}

/** An ended deployment does no more work, so its build log is complete. */
export const hasEnded = (status: Deployment['status']): boolean => !unfinishedStatuses.includes(status);
