import { Injectable } from '@nestjs/common';
import { type AlertRule, uncountedClasses } from '@toolyard/contracts';
import { breakdown } from '../analysis/breakdown.sql.js';
import { type Measures, measures, noCalls } from '../analysis/measures.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { series } from '../figures/figures.sql.js';
import { ServerDirectory } from '../servers/server-directory.js';
import type { Reading } from './thresholds.js';

const mostServers = 10_000;

/** What the measure of a rule is, for each server or for all together. */
@Injectable()
export class Readings {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly directory: ServerDirectory,
  ) {}

  async of(rule: AlertRule, now: number): Promise<Reading[]> {
    const span = { from: now - rule.windowMinutes * 60_000, to: now };
    const servers = rule.measure === 'failed_deployment' ? this.failures(span.from) : await this.figures(rule, span);
    if (rule.scope === 'all') return [{ serverId: '', ...(servers.get('') ?? { value: 0, calls: 0 }) }];
    // A server without calls has the value 0 where that is a value.
    const asked = rule.serverId === undefined ? this.expected(rule, servers) : [rule.serverId];
    return asked.map((serverId) => ({ serverId, ...(servers.get(serverId) ?? { value: 0, calls: 0 }) }));
  }

  /** Servers that `each` speaks of: those with a figure, and for missing calls those that went live. */
  private expected({ measure }: AlertRule, servers: ReadonlyMap<string, unknown>): string[] {
    if (measure !== 'no_calls') return [...servers.keys()].filter((serverId) => serverId !== '');
    return [...new Set(this.directory.promotions().map(({ serverId }) => serverId))];
  }

  private async figures(
    { scope, serverId, measure }: AlertRule,
    span: { from: number; to: number },
  ): Promise<Map<string, Value>> {
    if (scope === 'all') {
      const [row] = await this.clickhouse.rows(series(span, [span.from, span.to]));
      return new Map([['', valueOf(measure, measures(row ?? noCalls))]]);
    }
    const rows = await this.clickhouse.rows(breakdown({ serverId, ...span }, 'server', mostServers));
    return new Map(rows.map((row) => [row.key, valueOf(measure, measures(row))]));
  }

  private failures(from: number): Map<string, Value> {
    const failed = this.directory.failures().filter(({ at }) => Date.parse(at) >= from);
    const counted = new Map<string, Value>([['', { value: failed.length, calls: 0 }]]);
    for (const [serverId, each] of Map.groupBy(failed, (failure) => failure.serverId))
      counted.set(serverId, { value: each.length, calls: 0 });
    return counted;
  }
}

type Value = Omit<Reading, 'serverId'>;

function valueOf(measure: AlertRule['measure'], figures: Measures): Value {
  const { totalCalls, byClass, errorRate, p95 } = figures;
  const uncounted = uncountedClasses.reduce((sum, each) => sum + byClass[each], 0);
  switch (measure) {
    case 'error_rate':
      return { value: errorRate, calls: totalCalls - uncounted };
    case 'p95':
      return { value: p95 ?? 0, calls: totalCalls - byClass.denied - byClass.auth_required };
    case 'denied':
      return { value: byClass.denied, calls: totalCalls };
    case 'calls':
    case 'no_calls':
      return { value: totalCalls, calls: totalCalls };
    case 'failed_deployment':
      return { value: 0, calls: 0 };
    default:
      return measure satisfies never;
  }
}
