import { Injectable } from '@nestjs/common';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { FiguresService } from '../figures/figures.service.js';
import type { CallFilter } from '../filter/call-filter.js';
import type { Span } from '../filter/time-grains.js';
import { ServerDirectory } from '../servers/server-directory.js';
import { breakdown, type BreakdownRow, type Dimension } from './breakdown.sql.js';
import { type Before, before, type Measures, measures } from './measures.js';

export interface BreakdownItem extends Measures {
  /** Value of the dimension, as filters take it. */
  key: string;
  /** The key in words. */
  name: string;
  /** The server of a tool or a deployment. */
  serverId?: string;
  /** The client of a version. */
  client?: string;
  /** Part of all calls of the filter, from 0 to 1. */
  share: number;
  lastCalledAt: string;
  /** Figures of the period before, when it was asked for; null: it had no calls. */
  previous?: Before | null;
}

export interface Breakdown {
  by: Dimension;
  /** The most calls first. */
  items: BreakdownItem[];
  /** There are more groups than the limit. */
  more: boolean;
}

/** Groups of the period before that are looked up for the change. */
const earlierGroups = 5_000;

/** Figures of calls by server, tool, user, client, class or deployment. */
@Injectable()
export class BreakdownService {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly figures: FiguresService,
    private readonly directory: ServerDirectory,
  ) {}

  async breakdown(filter: CallFilter, by: Dimension, limit: number, previous: Span | undefined): Promise<Breakdown> {
    const [rows, { totalCalls }, earlier] = await Promise.all([
      this.clickhouse.rows(breakdown(filter, by, limit + 1)),
      this.figures.stats(filter),
      previous ? this.clickhouse.rows(breakdown({ ...filter, ...previous }, by, earlierGroups)) : [],
    ]);
    const past = new Map(earlier.map((row) => [placeOf(row), before(measures(row))]));
    const items = rows.slice(0, limit).map((row): BreakdownItem => {
      const figures = measures(row);
      return {
        key: row.key,
        name: this.nameOf(row, by),
        ...(row.server_id !== '' && by !== 'server' ? { serverId: row.server_id } : {}),
        ...(by === 'client_version' ? { client: row.client } : {}),
        share: totalCalls === 0 ? 0 : figures.totalCalls / totalCalls,
        ...figures,
        lastCalledAt: new Date(Number(row.last_ms)).toISOString(),
        ...(previous ? { previous: past.get(placeOf(row)) ?? null } : {}),
      };
    });
    return { by, items, more: rows.length > limit };
  }

  private nameOf({ key, name, client, server_id: serverId }: BreakdownRow, by: Dimension): string {
    if (by === 'server') return this.directory.nameOf(key);
    if (by === 'client_version') return `${client} ${key}`.trim();
    if (by !== 'deployment') return name || key;
    const promotion = this.directory.promotions(serverId).findLast(({ deploymentId }) => deploymentId === key);
    return promotion ? `${promotion.commit.sha.slice(0, 7)} ${promotion.commit.message}`.trim() || key : key;
  }
}

const placeOf = ({ server_id: serverId, client, key }: BreakdownRow): string => JSON.stringify([serverId, client, key]);
