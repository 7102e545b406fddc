import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Actor, rights } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { AccountCommand } from '../domain/account.decider.js';
import { DirectoryService } from './directory.service.js';
import type { ApiKeyCommand } from '../domain/api-key.decider.js';
import { digestOf, prefixOf } from './token.js';
import { IdentityConfig } from '../identity.config.js';

export const platform: Actor = { kind: 'system', id: 'identity', name: 'Toolyard' };

export const defaultGroupId = 'everyone';
/** Id of the service account, and of its API key, whose token is `TOOLYARD_ADMIN_TOKEN`. */
export const adminId = 'admin';

/**
 * Makes what the first request needs: the default group, and the service account `admin` with its API key. Every
 * replica runs it at every start; only the first one changes anything.
 */
@Injectable()
export class FirstAccounts implements OnApplicationBootstrap {
  constructor(
    private readonly directory: DirectoryService,
    private readonly config: IdentityConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const common = { actor: platform, at: new Date().toISOString() };
    await this.createGroup(common);
    await this.createAdmin(common);
    await this.setToken(common);
    this.directory.open();
  }

  private async createGroup(common: Common): Promise<void> {
    if (this.directory.view.groups.has(defaultGroupId)) return;
    await this.directory.aggregates.groups.execute(defaultGroupId, {
      ...common,
      type: 'create',
      groupId: defaultGroupId,
      name: 'Everyone',
      description: 'Every account joins this group.',
      isDefault: true,
      // Who sets the organisation up may open it; an installation from before keeps what its group says.
      defaultAccess: 'none',
    });
  }

  private async createAdmin(common: Common): Promise<void> {
    if (this.directory.view.accounts.has(adminId)) return;
    const create: AccountCommand = {
      ...common,
      type: 'createService',
      userId: adminId,
      name: adminId,
      role: 'admin',
      groupIds: [defaultGroupId],
    };
    await this.directory.aggregates.users.execute(adminId, create).catch((error: unknown) => {
      log.warn({ err: error }, 'the service account "admin" was deleted, so TOOLYARD_ADMIN_TOKEN opens nothing');
    });
  }

  private async setToken(common: Common): Promise<void> {
    const { adminToken } = this.config;
    const token = { prefix: prefixOf(adminToken), digest: digestOf(adminToken) };
    const command: ApiKeyCommand = this.directory.view.keys.has(adminId)
      ? { ...common, type: 'replace', ...token }
      : {
          ...common,
          type: 'create',
          keyId: adminId,
          name: adminId,
          ...token,
          userId: adminId,
          rights: [...rights],
          servers: 'all',
          expiresAt: null,
        };
    await this.directory.aggregates.keys.execute(adminId, command);
  }
}

interface Common {
  actor: Actor;
  at: string;
}
