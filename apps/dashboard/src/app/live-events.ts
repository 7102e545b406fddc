/** What the live stream tells: something of this kind changed. */
export interface LiveEvent {
  type: string;
  serverId?: string;
  deploymentId?: string;
}

/** First parts of the query keys that show it; each area of `src/api` begins its keys with its own name. */
const areas: [RegExp, string[]][] = [
  [/^server/i, ['servers', 'server']],
  [/^deployment|^route|^tools/i, ['deployments', 'servers', 'server']],
  [/^variables?/i, ['variables', 'deployments']],
  [/^call|^activity/i, ['activity']],
  [/^user|^invitation|^me\b/i, ['users', 'invitations', 'session']],
  [/^group/i, ['groups', 'users', 'session']],
  [/^api-?key|^serviceaccount/i, ['api-keys', 'users']],
  [/^credential/i, ['credentials']],
  [/^grant|^connection/i, ['connections']],
  [/^health/i, ['health']],
];

export function areasOf({ type }: LiveEvent): string[] {
  const noun = type.replace(/^toolyard\.(events\.)?/, '');
  return areas.find(([pattern]) => pattern.test(noun))?.[1] ?? [];
}

/** A message that is no JSON object changes nothing. */
export function parseLiveEvent(data: string): LiveEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && typeof (value as LiveEvent).type === 'string' ? (value as LiveEvent) : null;
  } catch {
    return null;
  }
}
