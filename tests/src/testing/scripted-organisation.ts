import { breakdown, byStatus, comparison, errorGroups, heatMap, histogram, series, sizes } from './scripted-figures.js';
import { clients, dayMs, iso, minuteMs, names, people, sequence, slugOf, statusOf, tools } from './scripted-people.js';
import type { Script } from './scripted-platform.js';

const me = {
  id: 'usr_ada',
  userId: 'usr_ada',
  name: 'Ada Lindqvist',
  email: 'ada@example.com',
  role: 'admin',
  kind: 'user',
  rights: ['call', 'read', 'write', 'deploy'],
  servers: 'all',
  groups: [],
  hasPassword: true,
  createdAt: '2026-09-01T08:00:00.000Z',
};

const classes = [
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'tool_error',
  'denied',
  'ok',
  'auth_required',
  'timeout',
];

function serversAt(now: number): object[] {
  return names.map((name, index) => ({
    id: `srv_${index}`,
    slug: slugOf(name),
    name,
    description: index === 0 ? 'Orders of the web shop, read from the warehouse replica.' : '',
    status: (['live', 'live', 'failing', 'live', 'disabled'] as const)[index],
    disabled: index === 4,
    access: 'organisation',
    visibility: 'private',
    auth: { method: 'none' },
    source: { provider: index === 3 ? 'github' : 'git', repository: index === 3 ? 'acme/warehouse-mcp' : slugOf(name) },
    createdBy: { id: 'usr_ada', name: people[index % people.length], kind: 'user' },
    createdAt: iso(now - 40 * dayMs),
    updatedAt: iso(now - index * 3 * 3_600_000),
    lastDeployedAt: iso(now - (index + 1) * 5 * 3_600_000),
    lastDeploymentFailed: index === 2,
    liveDeploymentId: index === 2 ? null : `dep_${index}`,
    mcpUrl: `https://mcp.example.com/s/${slugOf(name)}/mcp`,
    gitUrl: `https://mcp.example.com/git/${slugOf(name)}.git`,
    replicas: 1,
    tools: tools[name]!.length,
  }));
}

function callsAt(now: number): Record<string, unknown>[] {
  const random = sequence(7);
  const next = () => random.next().value;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
  return Array.from({ length: 60 }, (_, index) => {
    const server = Math.floor(next() * 4);
    const callClass = index === 0 ? null : pick(classes);
    const person = Math.floor(next() * people.length);
    return {
      id: `call_${index}`,
      serverId: `srv_${server}`,
      deploymentId: `dep_${server}`,
      correlationId: `cor_${index}`,
      tool: pick(tools[names[server]!]!),
      user: people[person],
      userId: `usr_${person}`,
      source: pick(clients),
      sourceVersion: '1.4.2',
      startedAt: iso(now - index * 7 * minuteMs - Math.floor(next() * minuteMs)),
      latencyMs:
        callClass === null || statusOf(callClass) === 'denied' ? null : Math.round(2 ** (next() * 12) * 10) / 10,
      class: callClass,
      status: callClass === null ? 'in_progress' : statusOf(callClass),
      input: '{"id":12345678901234567890}',
      output:
        callClass === 'ok' ? '{"content":[{"type":"text","text":"Order 12345678901234567890 is on its way."}]}' : null,
      ...(callClass === 'tool_error' ? { error: 'The order does not exist.' } : {}),
    };
  });
}

/** An organisation with some servers, people and a day of calls. `change` replaces or adds answers. */
export function scriptedOrganisation(change: Script = {}, now = Date.now()): Script {
  const servers = serversAt(now) as { slug: string; name: string; disabled: boolean }[];
  const calls = callsAt(now);
  const byClass = { ok: 1_402, tool_error: 44, denied: 31, auth_required: 12, timeout: 6, cancelled: 3 };
  return {
    'GET /session': { user: me, setupRequired: false, signIn: { password: true, oidc: null } },
    'GET /servers': (query) => {
      const search = (query.get('search') ?? '').toLowerCase();
      const items = servers.filter(
        ({ slug, name, disabled }) =>
          (query.get('slug') ?? slug) === slug &&
          name.toLowerCase().includes(search) &&
          (!disabled || query.get('deactivated') === 'true' || query.has('slug')),
      );
      return { items, nextCursor: null };
    },
    'GET /activity': (query) => ({ items: calls.slice(0, Number(query.get('limit') ?? 30)), nextCursor: 'more' }),
    'GET /activity/stats': {
      totalCalls: 1_498,
      uniqueUsers: 5,
      errorRate: 0.034,
      averageLatencyMs: 184.2,
      byClass,
      byStatus: byStatus(byClass),
    },
    'GET /activity/percentiles': { p25: 9.4, p50: 31, p85: 124, p95: 141, p99: 840 },
    'GET /activity/histogram': (query) => histogram(now, query),
    'GET /activity/series': (query) => series(now, query),
    'GET /activity/breakdown': (query) => breakdown(now, query),
    'GET /activity/heatmap': (query) => heatMap(now, query),
    'GET /activity/slowest': {
      items: calls
        .filter((call) => call['latencyMs'] !== null && call['class'] !== 'auth_required')
        .toSorted((a, b) => Number(b['latencyMs']) - Number(a['latencyMs']))
        .slice(0, 20),
    },
    'GET /activity/sizes': sizes(),
    'GET /activity/comparison': comparison(),
    'GET /alerts': { items: [] },
    'GET /alert-channels': { items: [] },
    'GET /activity/errors': errorGroups(now),
    'GET /health': { status: 'ok', services: { analytics: { status: 'ok' }, builds: { status: 'ok' } } },
    'GET /activity/call_3': calls[3]!,
    'GET /activity/tools': {
      items: names.flatMap((name, server) =>
        tools[name]!.map((tool, index) => ({
          serverId: `srv_${server}`,
          tool,
          totalCalls: 900 - server * 150 - index * 90,
          uniqueUsers: 5 - index,
          errorRate: [0.01, 0.002, 0.21, 0.05, 0][server],
          averageLatencyMs: 40 + server * 70,
          lastCalledAt: iso(now - index * minuteMs),
          byClass: { ok: 100 },
          byStatus: { success: 100 },
        })),
      ),
      nextCursor: null,
    },
    'GET /users': {
      items: people.map((name, index) => ({
        id: `usr_${index}`,
        name,
        email: `${slugOf(name).split('-')[0]}@example.com`,
        role: 'developer',
        kind: 'user',
        status: 'active',
        groups: [],
        createdAt: iso(now - dayMs),
      })),
      nextCursor: null,
    },
    'GET /groups': {
      items: [
        {
          id: 'grp_1',
          name: 'Everyone',
          description: '',
          isDefault: true,
          defaultAccess: 'all',
          servers: {},
          members: 5,
        },
      ],
    },
    ...change,
  };
}
