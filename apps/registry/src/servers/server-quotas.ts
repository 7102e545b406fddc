import { Injectable } from '@nestjs/common';
import { accountOf, type QuotaUses, type Server } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { KeyedMutex, Quotas } from '@toolyard/service';

/**
 * The quotas of servers and replicas. What adds to one is decided and stored by one request after another; several
 * replicas of `registry` may exceed a limit by what each of them stores at the same moment.
 */
@Injectable()
export class ServerQuotas {
  private readonly turns = new KeyedMutex();

  constructor(
    private readonly quotas: Quotas,
    private readonly requester: Requester,
  ) {}

  /** Runs work that adds to a quota when everything of before is visible. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.runExclusive('all', work);
  }

  /** @throws Rejected `quota_exceeded` */
  assertCreate(servers: readonly Server[], accountId: string, replicas: number): void {
    const { limits } = this.quotas;
    limits.assert('replicas_per_server', undefined, { use: 0, requested: replicas });
    const own = servers.filter((server) => accountOf(server.createdBy) === accountId).length;
    limits.assert('servers_per_account', accountId, { use: own, requested: own + 1 });
    limits.assert('servers', undefined, { use: servers.length, requested: servers.length + 1 });
    const use = replicasOf(servers);
    limits.assert('replicas', undefined, { use, requested: use + replicas });
  }

  /** @throws Rejected `quota_exceeded` */
  assertReplicas(servers: readonly Server[], server: Server, replicas: number): void {
    const { limits } = this.quotas;
    limits.assert('replicas_per_server', server.id, { use: server.replicas, requested: replicas });
    const use = replicasOf(servers);
    const rest = use - (server.disabled ? 0 : server.replicas);
    limits.assert('replicas', undefined, { use, requested: rest + replicas });
  }

  /** Asks `builds`, which knows what a replica takes. @throws Rejected `quota_exceeded`, `unavailable` */
  async assertMemory(server: Server, replicas: number): Promise<void> {
    if (replicas <= server.replicas && !server.disabled) return;
    await this.requester.request('builds.memory.check', { serverId: server.id, replicas });
  }

  uses(servers: readonly Server[], { accountId, serverId }: { accountId?: string; serverId?: string }): QuotaUses {
    const server = servers.find(({ id }) => id === serverId);
    return {
      servers: servers.length,
      replicas: replicasOf(servers),
      ...(accountId === undefined
        ? {}
        : { servers_per_account: servers.filter(({ createdBy }) => accountOf(createdBy) === accountId).length }),
      ...(server ? { replicas_per_server: server.replicas } : {}),
    };
  }
}

const replicasOf = (servers: readonly Server[]): number =>
  servers.reduce((sum, { disabled, replicas }) => sum + (disabled ? 0 : replicas), 0);
