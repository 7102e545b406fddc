import { Injectable } from '@nestjs/common';
import type { CallClass } from '@toolyard/contracts';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import type { CallFilter } from '../filter/call-filter.js';
import type { Span } from '../filter/time-grains.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { errorGroups, type ErrorGroupRow, type GroupKey, sameCauses } from './errors.sql.js';

export interface ErrorGroup {
  serverId: string;
  server: string;
  tool: string;
  class: CallClass;
  /** The error without what differs from call to call. */
  cause: string;
  count: number;
  users: number;
  /** Of all stored calls, not of the filter's time alone. */
  firstSeenAt: string;
  lastSeenAt: string;
  /** Up to 20. */
  deployments: string[];
  /** The live deployment, when the cause came first after its promotion. */
  newSinceDeployment: string | null;
  /** The newest call; absent for callers who may see figures alone. */
  example?: { callId: string; error: string };
  /** Calls in the period before, when it was asked for. */
  previousCount?: number;
}

/** Failed calls by their cause. */
@Injectable()
export class ErrorsService {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly directory: ServerDirectory,
  ) {}

  /** @param showsCalls whether the caller may read the calls themselves */
  async groups(
    filter: CallFilter,
    limit: number,
    showsCalls: boolean,
    previous: Span | undefined,
  ): Promise<{ items: ErrorGroup[]; more: boolean }> {
    const rows = await this.clickhouse.rows(errorGroups(filter, limit + 1));
    const shown = rows.slice(0, limit);
    if (shown.length === 0) return { items: [], more: false };
    const { from: _f, to: _t, ...ever } = filter;
    const [all, earlier] = await Promise.all([
      this.clickhouse.rows(sameCauses(ever, shown)),
      previous ? this.clickhouse.rows(sameCauses({ ...filter, ...previous }, shown)) : [],
    ]);
    const first = new Map(all.map((row) => [placeOf(row), Number(row.first_ms)]));
    const past = new Map(earlier.map((row) => [placeOf(row), Number(row.count)]));
    const items = shown.map((row): ErrorGroup => {
      const firstSeen = Math.min(first.get(placeOf(row)) ?? Infinity, Number(row.first_ms));
      return {
        serverId: row.server_id,
        server: this.directory.nameOf(row.server_id),
        tool: row.tool,
        class: row.class as CallClass,
        cause: row.cause,
        count: Number(row.count),
        users: Number(row.user_count),
        firstSeenAt: new Date(firstSeen).toISOString(),
        lastSeenAt: new Date(Number(row.last_ms)).toISOString(),
        deployments: row.deployments,
        newSinceDeployment: this.newSince(row, firstSeen),
        ...(showsCalls ? { example: { callId: row.example_id, error: row.example_error } } : {}),
        ...(previous ? { previousCount: past.get(placeOf(row)) ?? 0 } : {}),
      };
    });
    return { items, more: rows.length > limit };
  }

  private newSince({ server_id: serverId }: ErrorGroupRow, firstSeen: number): string | null {
    const live = this.directory.promotions(serverId).at(-1);
    return live && firstSeen >= Date.parse(live.at) ? live.deploymentId : null;
  }
}

const placeOf = (row: GroupKey): string => JSON.stringify([row.server_id, row.tool, row.class, row.cause]);
