import type { Script } from './scripted-platform.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The same sequence each time, so that two runs see the same figures. */
function* sequence(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

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

const people = [
  'Ada Lindqvist',
  'Jonas Petersen',
  'Priya Natarajan',
  'Maria-Antonietta Castellanos de la Vega',
  'Kofi',
];
const clients = ['claude-code', 'cursor', 'chatgpt', 'vscode'];
const tools: Record<string, string[]> = {
  'Order book': ['search_orders', 'get_order', 'refund_order'],
  'Weather for logistics': ['forecast', 'alerts_for_route'],
  'Customer support knowledge base and macros': [
    'search_articles',
    'suggest_reply',
    'list_macros_by_department_and_language',
  ],
  'Data warehouse': ['run_query', 'list_tables'],
  Payroll: ['payslip'],
};
const names = Object.keys(tools);
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

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');
const iso = (at: number) => new Date(at).toISOString();
const statusOf = (callClass: string) =>
  ({ ok: 'success', denied: 'denied', auth_required: 'needs_sign_in', cancelled: 'cancelled' })[callClass] ?? 'error';

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

const byStatus = (byClass: Record<string, number>) => {
  const sums: Record<string, number> = {};
  for (const [name, count] of Object.entries(byClass)) sums[statusOf(name)] = (sums[statusOf(name)] ?? 0) + count;
  return sums;
};

const bucketOf = (total: number, share: number, place: object) => {
  const byClass = {
    ok: Math.round(total * (1 - share)),
    tool_error: Math.round(total * share * 0.6),
    denied: Math.round(total * share * 0.4),
  };
  return { ...place, byClass, byStatus: byStatus(byClass), total: byClass.ok + byClass.tool_error + byClass.denied };
};

function histogram(now: number, query: URLSearchParams): object {
  const random = sequence(3);
  if (query.get('by') === 'latency') {
    const shape = [3, 9, 40, 120, 260, 340, 300, 190, 90, 45, 20, 9, 2];
    const buckets = shape.map((total, index) =>
      bucketOf(total, 0.02 + index / 80, { fromMs: 2 ** (index - 2), toMs: 2 ** (index - 1) }),
    );
    return { by: 'latency', buckets };
  }
  const from = Date.parse(query.get('from') ?? iso(now - dayMs));
  const bucketSeconds = Math.max(900, Math.ceil((now - from) / 96 / 900_000) * 900);
  const count = Math.ceil((now - from) / (bucketSeconds * 1_000));
  const buckets = Array.from({ length: count }, (_, index) => {
    const at = from + index * bucketSeconds * 1_000;
    const busy = 0.25 + Math.max(0, Math.sin(((new Date(at).getUTCHours() - 6) / 24) * 2 * Math.PI));
    return bucketOf(Math.round(busy * 30 * (0.6 + random.next().value)), 0.05, { at: iso(at) });
  });
  return { by: 'time', bucketSeconds, buckets };
}

const measuresOf = (byClass: Record<string, number>, p50: number) => {
  const totalCalls = Object.values(byClass).reduce((sum, count) => sum + count, 0);
  const failed = (byClass['tool_error'] ?? 0) + (byClass['timeout'] ?? 0);
  const counted = totalCalls - (byClass['denied'] ?? 0) - (byClass['auth_required'] ?? 0);
  return {
    totalCalls,
    uniqueUsers: 5,
    errorRate: counted === 0 ? 0 : failed / counted,
    averageLatencyMs: p50 * 1.6,
    byClass,
    byStatus: byStatus(byClass),
    ...{ p25: p50 * 0.6, p50, p85: p50 * 2.4, p95: p50 * 3.5, p99: p50 * 7 },
  };
};

function period(from: number, to: number, seed: number) {
  const random = sequence(seed);
  const next = () => random.next().value;
  const step = Math.max(900_000, Math.ceil((to - from) / 96 / 900_000) * 900_000);
  const sums: Record<string, number> = {};
  const buckets = [];
  for (let at = Math.floor(from / step) * step; at < to; at += step) {
    const hour = new Date(at).getUTCHours();
    const calls = Math.round((4 + Math.max(0, Math.sin(((hour - 6) / 24) * 2 * Math.PI)) * 34) * (0.6 + next()));
    const byClass = {
      ok: calls,
      tool_error: Math.round(calls * 0.04 * next() * 2),
      timeout: next() > 0.9 ? 1 : 0,
      denied: next() > 0.7 ? 1 : 0,
      auth_required: next() > 0.9 ? 1 : 0,
      cancelled: next() > 0.95 ? 1 : 0,
    };
    for (const [name, count] of Object.entries(byClass)) sums[name] = (sums[name] ?? 0) + count;
    buckets.push({ at: iso(at), ...measuresOf(byClass, 24 + calls / 4 + next() * 14) });
  }
  return { from: iso(from), to: iso(to), totals: measuresOf(sums, 31), buckets };
}

function series(now: number, query: URLSearchParams): object {
  const from = Date.parse(query.get('from') ?? iso(now - 30 * dayMs));
  const to = Date.parse(query.get('to') ?? iso(now));
  const deployments = [0.28, 0.71].map((part, index) => ({
    deploymentId: `dep_${index}`,
    serverId: `srv_${index}`,
    at: iso(from + (to - from) * part),
    commit: { sha: ['3f9ac21e', 'b81d7c05'][index], message: 'Look orders up by their number' },
  }));
  const before = query.get('compare') === 'previous' ? { previous: period(from - (to - from), from, 11) } : {};
  const { buckets } = period(from, to, 5);
  const bucketSeconds = buckets.length > 1 ? (Date.parse(buckets[1]!.at) - Date.parse(buckets[0]!.at)) / 1_000 : 900;
  return { ...period(from, to, 5), timeZone: query.get('timeZone') ?? 'UTC', bucketSeconds, deployments, ...before };
}

function breakdown(now: number, query: URLSearchParams): object {
  const by = query.get('by') ?? 'server';
  const allTools = names.flatMap((name, server) => tools[name]!.map((tool) => ({ key: tool, name: tool, server })));
  const values: Record<string, { key: string; name: string; server?: number }[]> = {
    server: names.slice(0, 4).map((name, server) => ({ key: `srv_${server}`, name })),
    tool: allTools,
    user: people.map((name, index) => ({ key: `usr_${index}`, name })),
    client: clients.map((name) => ({ key: name, name })),
    class: ['ok', 'tool_error', 'denied', 'auth_required', 'timeout'].map((name) => ({ key: name, name })),
    deployment: [{ key: 'dep_0', name: '3f9ac21', server: 0 }],
  };
  const items = (values[by] ?? []).slice(0, Number(query.get('limit') ?? 100)).map(({ key, name, server }, index) => {
    const calls = Math.round(620 / (index + 1));
    return {
      key,
      name,
      ...(server === undefined ? {} : { serverId: `srv_${server}` }),
      ...measuresOf({ ok: calls, tool_error: [6, 2, 41, 9, 0][index] ?? 1 }, 22 + index * 31),
      share: calls / 1_498,
      lastCalledAt: iso(now - index * 11 * minuteMs),
      ...(query.get('compare') === 'previous'
        ? {
            previous:
              index === 3 ? null : { calls: Math.round(calls * (0.8 + index / 10)), errorRate: 0.02, p50: 24, p95: 80 },
          }
        : {}),
    };
  });
  return { by, items, more: false };
}

const errorGroups = (now: number) => ({
  items: [
    [
      'Customer support knowledge base and macros',
      'search_articles',
      'tool_error',
      'The index … is being rebuilt.',
      41,
    ],
    ['Order book', 'get_order', 'tool_error', 'The order does not exist.', 6],
    ['Data warehouse', 'run_query', 'timeout', 'The server did not answer within … s.', 2],
  ].map(([server, tool, callClass, cause, count], index) => ({
    serverId: `srv_${[2, 0, 3][index]}`,
    ...{ server, tool, class: callClass, cause, count },
    users: 3 - index,
    firstSeenAt: iso(now - (index + 1) * 3 * 3_600_000),
    lastSeenAt: iso(now - index * 17 * minuteMs),
    deployments: ['dep_2'],
    newSinceDeployment: index === 0 ? 'dep_2' : null,
    example: { callId: 'call_3', error: cause },
  })),
  more: false,
});

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
