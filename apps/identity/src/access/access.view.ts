import type { AccessGroup, AccessKey, AccessQuotas, AccessUser } from '@toolyard/contracts';
import type { DirectoryView } from '../domain/directory.view.js';

/** Keys of the `access` bucket whose value an event may have changed. */
export function touchedBy(event: { stream: string; type: string }, directory: DirectoryView): string[] {
  const [noun, id] = [
    event.stream.slice(0, event.stream.indexOf('-')),
    event.stream.slice(event.stream.indexOf('-') + 1),
  ];
  switch (noun) {
    case 'user':
      return [
        `user.${id}`,
        ...(event.type === 'UserDeleted' ? directory.keysOf(id).map((key) => `key.${key.digest}`) : []),
      ];
    case 'group':
      return [`group.${id}`];
    case 'apikey':
      return (directory.keys.get(id)?.usedDigests ?? []).map((digest) => `key.${digest}`);
    case 'organisation':
      return event.type === 'QuotaSet' ? ['quotas'] : [];
    default:
      return [];
  }
}

/** Every key that the bucket has to hold. */
export function allKeys(directory: DirectoryView): string[] {
  return [
    ...[...directory.accounts.keys()].map((id) => `user.${id}`),
    ...[...directory.groups.keys()].map((id) => `group.${id}`),
    ...[...directory.keys.values()].map((key) => `key.${key.digest}`),
    'quotas',
  ];
}

/** Keys that follow from accounts, groups, API keys and quotas; `jwks` and `grant.<id>` do not. */
export const isProjected = (key: string): boolean => /^(user|group|key)\.|^quotas$/.test(key);

/** What gateways are to know under this key; undefined: nothing. */
export function projected(
  key: string,
  directory: DirectoryView,
): AccessUser | AccessGroup | AccessKey | AccessQuotas | undefined {
  if (key === 'quotas') {
    const { quotas: settings } = directory.organisation;
    return settings.length === 0 ? undefined : { settings };
  }
  const id = key.slice(key.indexOf('.') + 1);
  if (key.startsWith('user.')) {
    const account = directory.accounts.get(id);
    return (
      account && {
        id,
        name: account.name,
        role: account.role,
        active: account.active,
        groupIds: Object.keys(account.groups).sort(),
        tokensNotBefore: account.tokensNotBefore,
      }
    );
  }
  if (key.startsWith('group.')) {
    const group = directory.groups.get(id);
    return group && { id, defaultAccess: group.defaultAccess, servers: group.servers };
  }
  const apiKey = directory.keyWithDigest(id);
  if (!apiKey || apiKey.revoked || !directory.accounts.has(apiKey.userId)) return undefined;
  return {
    id: apiKey.id,
    name: apiKey.name,
    userId: apiKey.userId,
    rights: apiKey.rights,
    servers: apiKey.servers,
    expiresAt: apiKey.expiresAt,
  };
}
