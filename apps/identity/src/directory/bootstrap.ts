import { type Actor, rights } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import type { AccountCommand } from '../accounts/account.decider.js';
import type { ApiKeyCommand } from '../keys/api-key.decider.js';
import { digestOf, prefixOf } from '../keys/token.js';
import type { Aggregates } from './aggregates.js';
import type { Directory } from './directory.view.js';

export const platform: Actor = { kind: 'system', id: 'identity', name: 'Toolyard' };

export const defaultGroupId = 'everyone';
/** Service account and API key of the token that the environment brings. */
export const adminId = 'admin';

/**
 * Makes what has to exist before the first request: the default group, and the service account and key of the token from
 * the environment. Every replica does it at every start; only the first changes anything.
 */
export async function bootstrap(
  directory: Directory,
  { users, groups, keys }: Aggregates,
  adminToken: string,
): Promise<void> {
  const at = new Date().toISOString();
  const common = { actor: platform, at };
  if (!directory.groups.has(defaultGroupId)) {
    await groups.execute(defaultGroupId, {
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
    await users.execute(adminId, create).catch((error: unknown) => {
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
  await keys.execute(adminId, command);
}
