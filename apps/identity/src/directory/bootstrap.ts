import { type Actor, rights } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { accountDecider, type AccountCommand } from '../accounts/account.decider.js';
import { groupDecider } from '../groups/group.decider.js';
import type { Identity } from './identity.js';
import { type ApiKeyCommand, apiKeyDecider } from '../keys/api-key.decider.js';
import { digestOf, prefixOf } from '../keys/token.js';

export const platform: Actor = { kind: 'system', id: 'identity', name: 'Toolyard' };

export const defaultGroupId = 'everyone';
/** Service account and API key of the token that the environment brings. */
export const adminId = 'admin';

/**
 * What has to be there before anybody can use the platform. Every replica does it at every start; only the first
 * changes anything.
 */
export async function bootstrap(identity: Identity, adminToken: string): Promise<void> {
  const { directory } = identity;
  const at = new Date().toISOString();
  const common = { actor: platform, at };
  if (!directory.groups.has(defaultGroupId)) {
    await identity.note(`group-${defaultGroupId}`, groupDecider, {
      ...common,
      type: 'create',
      groupId: defaultGroupId,
      name: 'Everyone',
      description: 'Everybody joins this group.',
      isDefault: true,
      defaultAccess: 'all',
    });
  }
  if (!directory.accounts.has(adminId)) {
    const create: AccountCommand = {
      ...common,
      type: 'createService',
      userId: adminId,
      name: adminId,
      role: 'admin',
      groupIds: [defaultGroupId],
    };
    await identity.note(`user-${adminId}`, accountDecider, create).catch((error: unknown) => {
      log.warn({ err: error }, 'the service account "admin" was deleted, so TOOLYARD_ADMIN_TOKEN opens nothing');
    });
  }
  const token = { prefix: prefixOf(adminToken), digest: digestOf(adminToken) };
  const key = directory.keys.get(adminId);
  const command: ApiKeyCommand = key
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
  await identity.note(`apikey-${adminId}`, apiKeyDecider, command);
}
