import { Injectable } from '@nestjs/common';
import type { QuotaUses } from '@toolyard/contracts';
import { FairQueue, Quotas } from '@toolyard/service';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { Repositories } from '../repositories/git-repositories.js';

/** Of all accounts together. */
const mostProcesses = 16;

/** What one run of git may take. */
export interface GitBounds {
  /** Size of the pack that a push may bring. */
  packBytes: number;
  /** Processor time of each process. */
  seconds: number;
}

/** The quotas of the built-in git remote. */
@Injectable()
export class GitQuotas {
  readonly processes: FairQueue;

  constructor(
    private readonly quotas: Quotas,
    private readonly repositories: Repositories,
    private readonly deployments: DeploymentsService,
  ) {
    this.processes = new FairQueue(mostProcesses, (accountId) =>
      quotas.limits.of('git_processes_per_account', accountId),
    );
  }

  /**
   * A push brings no more than the repository has room for.
   * @throws Rejected `quota_exceeded` when the repository is full already
   */
  async boundsOf(repository: string, accountId: string, isPush: boolean): Promise<GitBounds> {
    const { limits } = this.quotas;
    const seconds = limits.of('git_seconds', accountId);
    if (!isPush) return { packBytes: 0, seconds };
    const serverId = this.deployments.view.serversOf(repository)[0]?.id;
    const limit = limits.of('repository_bytes', serverId);
    const use = await this.repositories.bytes(repository);
    limits.assert('repository_bytes', serverId, { use, requested: use + 1 });
    return { packBytes: Math.max(1, Math.min(limits.of('push_bytes', serverId), limit - use)), seconds };
  }

  async uses({ accountId, serverId }: { accountId?: string; serverId?: string }): Promise<QuotaUses> {
    const source = serverId === undefined ? undefined : this.deployments.view.servers.get(serverId)?.source;
    return {
      ...(accountId === undefined ? {} : { git_processes_per_account: this.processes.use(accountId) }),
      ...(source?.provider === 'git' ? { repository_bytes: await this.repositories.bytes(source.repository) } : {}),
    };
  }
}
