import { Injectable } from '@nestjs/common';
import { type Actor, actorOf, type Principal, Rejected } from '@toolyard/contracts';
import { KeyedMutex, newId, Quotas } from '@toolyard/service';
import { AccessTable } from '../access/access-table.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { noSuchAccount } from '../domain/account.decider.js';
import { DirectoryService } from '../directory/directory.service.js';
import { type ApiKey, type ApiKeyCommand, noSuchKey } from '../domain/api-key.decider.js';
import { assertWithin, type KeyScope } from './key-rights.js';
import { newToken } from '../directory/token.js';

export interface NewKey extends KeyScope {
  name: string;
  serviceAccountId?: string;
}

/** API keys: tokens with which programs act for an account. */
@Injectable()
export class ApiKeysService {
  private readonly creating = new KeyedMutex();

  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly table: AccessTable,
    private readonly quotas: Quotas,
  ) {}

  /** Of one account, or of all that still exist; the newest first. */
  list(userId: string | undefined): ApiKey[] {
    const { keys, accounts } = this.directory.view;
    return [...keys.values()]
      .filter((key) => (userId === undefined ? accounts.has(key.userId) : key.userId === userId))
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /** Keys of an account that are neither revoked nor expired. */
  activeOf(userId: string): number {
    const now = new Date().toISOString();
    return this.directory.view
      .keysOf(userId)
      .filter(({ revoked, expiresAt }) => !revoked && (expiresAt === null || expiresAt > now)).length;
  }

  /**
   * The token is answered here and never again.
   * @throws Rejected `forbidden`, `not_found`, `invalid_request`, `quota_exceeded`
   */
  async create(
    { name, rights, servers, expiresAt, serviceAccountId }: NewKey,
    maker: Principal,
  ): Promise<{ key: ApiKey; token: string }> {
    const account = this.accounts.get(serviceAccountId ?? maker.userId);
    if (serviceAccountId !== undefined) {
      if (maker.role !== 'admin')
        throw new Rejected('forbidden', 'Only admins make keys of service accounts. No key was made.');
      if (account.kind !== 'service') throw noSuchAccount();
    }
    const until = maker.via === 'apikey' ? (this.directory.view.keys.get(maker.id)?.expiresAt ?? null) : null;
    assertWithin({ rights, servers, expiresAt }, account.role, { ...maker, expiresAt: until });
    if (expiresAt !== null && expiresAt <= new Date().toISOString()) {
      throw new Rejected('invalid_request', 'A key cannot expire in the past. No key was made.', [
        { field: 'expiresAt', problem: 'lies in the past' },
      ]);
    }
    const keyId = newId('key');
    const { token, prefix, digest } = newToken(keyId);
    await this.creating.runExclusive(account.id, () => {
      const use = this.activeOf(account.id);
      this.quotas.limits.assert('api_keys_per_account', account.id, { use, requested: use + 1 });
      return this.change(keyId, {
        type: 'create',
        keyId,
        name,
        prefix,
        digest,
        userId: account.id,
        rights,
        servers,
        expiresAt,
        actor: actorOf(maker),
        at: new Date().toISOString(),
      });
    });
    return { key: this.directory.view.keys.get(keyId)!, token };
  }

  /** Users revoke their own keys, admins any; the key of another user is `not_found`. @throws Rejected `not_found` */
  async revoke(id: string, by: Principal): Promise<void> {
    const key = this.directory.view.keys.get(id);
    if (!key || (by.role !== 'admin' && key.userId !== by.userId)) throw noSuchKey();
    const at = new Date().toISOString();
    await this.change(id, { type: 'revoke', actor: actorOf(by), at });
    // Access tokens that the key fetched as an OAuth client name it as their grant.
    await this.table.put(`grant.${id}`, { revokedAt: at });
  }

  private async change(id: string, command: ApiKeyCommand & { actor: Actor }): Promise<void> {
    await this.directory.executeEverywhere(this.directory.aggregates.keys, id, command, command.actor);
  }
}
