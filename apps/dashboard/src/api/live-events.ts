/** What the live stream tells of a change; reading what changed is a call of its own. */
export interface Change {
  noun: string;
  type: string;
  id: string;
  serverId?: string;
  at: string;
}

/** First parts of the query keys that show a noun; each area of `src/api` begins its keys with its own name. */
const areas: Record<string, string[]> = {
  server: ['servers', 'server', 'groups'],
  deployment: ['deployments', 'servers', 'server', 'tools'],
  variables: ['variables', 'deployments'],
  user: ['users', 'groups', 'service-accounts', 'session', 'me'],
  invitation: ['invitations', 'users'],
  group: ['groups', 'group', 'users', 'session', 'servers'],
  apikey: ['api-keys'],
  credential: ['credentials'],
  grant: ['connections'],
  connection: ['connections'],
  organisation: ['session'],
};

/** Every change is in the audit log. */
export const areasOf = ({ noun }: Change): string[] => [...(areas[noun] ?? []), 'audit'];

/** A message that is no JSON object changes nothing. */
export function parseChange(data: string): Change | null {
  const value = parseObject(data);
  return typeof value?.['noun'] === 'string' && typeof value['id'] === 'string' ? (value as unknown as Change) : null;
}

/** Server id → calls in progress now, of the servers where that changed. */
export function parseCalls(data: string): Record<string, number> | null {
  const servers = parseObject(data)?.['servers'];
  return typeof servers === 'object' && servers !== null ? (servers as Record<string, number>) : null;
}

function parseObject(data: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
