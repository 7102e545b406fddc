import { Injectable } from '@nestjs/common';
import { accountOf } from '@toolyard/contracts';
import { DeploymentsService } from '../deployments/deployments.service.js';

/** A build that waits or runs, and the account of its server. */
interface Share {
  accountId: string;
  running: boolean;
}

/**
 * Shares the builds that run at once between accounts, over all replicas: an account that has many builds in the queue
 * does not keep another one waiting until they have ended.
 */
@Injectable()
export class BuildShares {
  private readonly builds = new Map<string, Share>();

  constructor(private readonly deployments: DeploymentsService) {
    deployments.onEvent(({ data }) => {
      const { deploymentId } = data as { deploymentId?: string };
      if (deploymentId !== undefined) this.note(deploymentId);
    });
  }

  /** True when an account waits that has fewer running builds than the account of this build: it goes first. */
  givesWay(deploymentId: string): boolean {
    const own = this.builds.get(deploymentId)?.accountId;
    const running = new Map<string, number>();
    for (const { accountId, running: runs } of this.builds.values())
      if (runs) running.set(accountId, (running.get(accountId) ?? 0) + 1);
    const limit = running.get(own ?? '') ?? 0;
    return [...this.builds.values()].some(
      ({ accountId, running: runs }) => !runs && (running.get(accountId) ?? 0) < limit,
    );
  }

  private note(deploymentId: string): void {
    const { view } = this.deployments;
    const deployment = view.get(deploymentId);
    const server = deployment && view.servers.get(deployment.serverId);
    const running = deployment?.status === 'building';
    const waits = deployment?.status === 'queued' && !deployment.image;
    if (server && (running || waits))
      this.builds.set(deploymentId, { accountId: accountOf(server.createdBy), running });
    else this.builds.delete(deploymentId);
  }
}
