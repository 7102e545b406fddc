import {
  apiKeyKeys,
  connectionKeys,
  credentialKeys,
  deploymentKeys,
  groupKeys,
  groupsKeys,
  invitationKeys,
  serverKeys,
  serversKeys,
  sessionKeys,
  toolKeys,
  userKeys,
  variableKeys,
} from '../query-keys.js';

/** A change as the live stream announces it. It names what changed; its content has to be read. */
export interface Change {
  noun: string;
  type: string;
  id: string;
  serverId?: string;
  at: string;
}

/** Which areas of queries show a noun. */
const areas: Record<string, { all: readonly [string] }[]> = {
  server: [serversKeys, serverKeys, groupsKeys],
  deployment: [deploymentKeys, serversKeys, serverKeys, toolKeys],
  variables: [variableKeys, deploymentKeys],
  user: [userKeys, groupsKeys, sessionKeys],
  invitation: [invitationKeys, userKeys],
  group: [groupsKeys, groupKeys, userKeys, sessionKeys, serversKeys],
  apikey: [apiKeyKeys],
  credential: [credentialKeys],
  grant: [connectionKeys],
  connection: [connectionKeys],
  organisation: [sessionKeys],
};

/** The first elements of the query keys that a change makes stale. */
export const areasOf = ({ noun }: Change): string[] => (areas[noun] ?? []).map(({ all: [area] }) => area);

/** A message that is not a JSON object is ignored. */
export function parseChange(data: string): Change | null {
  const value = parseObject(data);
  return typeof value?.['noun'] === 'string' && typeof value['id'] === 'string' ? (value as unknown as Change) : null;
}

/** Server id → calls in progress, for the servers where that number changed. */
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
