import { Injectable } from '@nestjs/common';
import type { CallInProgress } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { storedIds } from './calls.sql.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { type CallFilter, matchesInProgress } from '../filter/call-filter.js';

const gatewaysMs = 500;

/** Calls that have not ended, as the gateways know them. */
@Injectable()
export class CallsInProgress {
  constructor(
    private readonly requester: Requester,
    private readonly clickhouse: ClickHouse,
  ) {}

  /** The newest first. None when no gateway answers: the recorded calls are worth showing all the same. */
  async of(filter: CallFilter): Promise<CallInProgress[]> {
    if (filter.status !== undefined && filter.status !== 'in_progress') return [];
    const replies = await this.requester.requestAll(
      'gateway.calls.inProgress',
      { serverId: filter.serverId },
      { waitMs: gatewaysMs },
    );
    const calls = new Map(replies.flatMap((reply) => reply.calls).map((call) => [call.id, call]));
    const running = await this.notStored([...calls.values()].filter((call) => matchesInProgress(call, filter)));
    return running.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  }

  /** A call that ended a moment ago may still be in progress for a gateway. */
  private async notStored(running: CallInProgress[]): Promise<CallInProgress[]> {
    if (running.length === 0) return [];
    const calls = running.map(({ id, serverId, startedAt }) => ({ id, serverId, startedAt: Date.parse(startedAt) }));
    const stored = new Set((await this.clickhouse.rows(storedIds(calls))).map(({ id }) => id));
    return running.filter(({ id }) => !stored.has(id));
  }
}
