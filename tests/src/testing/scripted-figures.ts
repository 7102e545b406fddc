import { clients, dayMs, iso, minuteMs, names, people, sequence, statusOf, tools } from './scripted-people.js';

export const byStatus = (byClass: Record<string, number>) => {
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

export function histogram(now: number, query: URLSearchParams): object {
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

export function series(now: number, query: URLSearchParams): object {
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

export function breakdown(now: number, query: URLSearchParams): object {
  const by = query.get('by') ?? 'server';
  const allTools = names.flatMap((name, server) => tools[name]!.map((tool) => ({ key: tool, name: tool, server })));
  const values: Record<string, { key: string; name: string; server?: number }[]> = {
    server: names.slice(0, 4).map((name, server) => ({ key: `srv_${server}`, name })),
    tool: allTools,
    user: people.map((name, index) => ({ key: `usr_${index}`, name })),
    client: clients.map((name) => ({ key: name, name })),
    class: ['ok', 'tool_error', 'denied', 'auth_required', 'timeout'].map((name) => ({ key: name, name })),
    deployment: [
      { key: 'dep_0', name: '3f9ac21', server: 0 },
      { key: 'dep_before', name: 'b81d7c0', server: 0 },
    ],
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

export const errorGroups = (now: number) => ({
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

/** Most calls take some tens of milliseconds; a few take seconds. */
export function heatMap(now: number, query: URLSearchParams): object {
  const { buckets } = period(Date.parse(query.get('from') ?? iso(now - 30 * dayMs)), now, 5);
  const random = sequence(23);
  const rows = Array.from({ length: 18 }, (_, index) => ({
    fromMs: 2 ** (index / 2 + 1),
    toMs: 2 ** ((index + 1) / 2 + 1),
    calls: buckets.map(({ totalCalls }) =>
      Math.round(totalCalls * Math.exp(-((index - 7) ** 2) / 9) * 0.3 + (random.next().value > 0.97 ? 1 : 0)),
    ),
  }));
  const bucketSeconds = (Date.parse(buckets[1]!.at) - Date.parse(buckets[0]!.at)) / 1_000;
  return { timeZone: query.get('timeZone') ?? 'UTC', bucketSeconds, times: buckets.map(({ at }) => at), rows };
}

const sizedOf = (calls: number, errors: number, p50: number, outputBytes: number) => ({
  ...measuresOf({ ok: calls - errors, tool_error: errors }, p50),
  averageInputBytes: 84,
  averageOutputBytes: outputBytes,
  largestOutputBytes: outputBytes * 14,
  outputTokens: Math.ceil(outputBytes / 4),
});

export const sizes = () => ({
  items: [
    { tool: 'get_order', ...sizedOf(620, 6, 24, 640) },
    { tool: 'search_articles', ...sizedOf(311, 41, 88, 18_400) },
    { tool: 'run_query', ...sizedOf(96, 2, 410, 1_240_000) },
  ],
});

export const comparison = () => ({
  items: [
    { tool: 'get_order', base: sizedOf(540, 3, 22, 610), candidate: sizedOf(80, 6, 41, 640) },
    { tool: 'cancel_order', base: sizedOf(40, 2, 31, 90), candidate: null },
    { tool: 'find_orders', base: null, candidate: sizedOf(12, 0, 64, 9_800) },
  ],
});
