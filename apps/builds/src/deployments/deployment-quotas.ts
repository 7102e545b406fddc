import { Injectable } from '@nestjs/common';
import { accountOf, type QuotaUses, type RunSpec } from '@toolyard/contracts';
import { Quotas } from '@toolyard/service';
import type { DeploymentsView, ServerRecord } from './deployments.view.js';

const bytesPerMb = 1024 * 1024;

/** The quotas of memory and of builds, over the deployments that this replica has folded. */
@Injectable()
export class DeploymentQuotas {
  constructor(private readonly quotas: Quotas) {}

  /**
   * A deployment that is requested: with an image, its memory has to fit; without one, there has to be room for a
   * further build of the account. Builds of the same server do not count, because the new one supersedes them.
   * @throws Rejected `quota_exceeded`
   */
  assertRequest(view: DeploymentsView, server: ServerRecord, run: RunSpec | undefined): void {
    if (run) return this.assertMemory(view, server, server.replicas, run.memoryMb);
    const accountId = accountOf(server.createdBy);
    const use = buildsOf(view, accountId, server.id);
    this.quotas.limits.assert('builds_per_account', accountId, { use, requested: use + 1 });
  }

  /**
   * @param memoryMb of one replica; that of the live deployment when undefined
   * @throws Rejected `quota_exceeded`
   */
  assertMemory(view: DeploymentsView, server: ServerRecord, replicas: number, memoryMb?: number): void {
    const use = memoryOf(view, server);
    const requested = replicas * (memoryMb ?? view.live(server.id)?.run?.memoryMb ?? 0) * bytesPerMb;
    this.quotas.limits.assert('memory_per_server', server.id, { use, requested });
    const all = memoryOfAll(view);
    // A disabled server uses nothing of the organisation's until it is enabled.
    const rest = all - (server.disabled ? 0 : use);
    this.quotas.limits.assert('memory', undefined, { use: all, requested: rest + requested });
  }

  uses(view: DeploymentsView, { accountId, serverId }: { accountId?: string; serverId?: string }): QuotaUses {
    const server = serverId === undefined ? undefined : view.servers.get(serverId);
    return {
      memory: memoryOfAll(view),
      ...(accountId === undefined ? {} : { builds_per_account: buildsOf(view, accountId) }),
      ...(server ? { memory_per_server: memoryOf(view, server) } : {}),
    };
  }
}

const memoryOf = (view: DeploymentsView, { id, replicas }: ServerRecord): number =>
  replicas * (view.live(id)?.run?.memoryMb ?? 0) * bytesPerMb;

const memoryOfAll = (view: DeploymentsView): number =>
  [...view.servers.values()].reduce(
    (sum, server) => sum + (server.deleted || server.disabled ? 0 : memoryOf(view, server)),
    0,
  );

/** Queued and running builds of the servers of an account. */
const buildsOf = (view: DeploymentsView, accountId: string, exceptServerId?: string): number =>
  [...view.servers.values()]
    .filter(({ id, createdBy, deleted }) => !deleted && id !== exceptServerId && accountOf(createdBy) === accountId)
    .reduce((sum, { id }) => sum + view.unfinished(id).filter(({ image }) => !image).length, 0);
