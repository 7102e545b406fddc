import { Injectable } from '@nestjs/common';
import { type CallClass, type CallInProgress, Rejected, statusOf } from '@toolyard/contracts';
import { CallDto } from './call.dto.js';
import { CallsInProgress } from './calls-in-progress.js';
import { cursorOf, placeOf } from './call-cursor.js';
import type { CallFilter } from '../filter/call-filter.js';
import { callById, type CallRow, callsPage, slowestCalls } from './calls.sql.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { latencyOf } from './stored-call.js';

export interface CallPage {
  items: CallDto[];
  nextCursor: string | null;
}

@Injectable()
export class CallsService {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly running: CallsInProgress,
  ) {}

  /** The newest first. Calls in progress lead the first page and count towards its length. */
  async page(filter: CallFilter, cursor: string | undefined, limit: number, payloads = true): Promise<CallPage> {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const [rows, running] = await Promise.all([
      this.clickhouse.rows(callsPage(filter, after, limit + 1, payloads)),
      after ? [] : this.running.of(filter),
    ]);
    const ended = new Set(rows.map(({ id }) => id));
    const leading = running.filter(({ id }) => !ended.has(id)).slice(0, limit);
    const shown = rows.slice(0, limit - leading.length);
    const last = shown.at(-1);
    const nextCursor =
      shown.length === rows.length
        ? null
        : last
          ? cursorOf({ startedAt: Number(last.started_ms), number: Number(last.number) })
          : cursorOf(beforeFirst);
    return {
      items: [
        ...leading.map((call) => inProgressCall(payloads ? call : { ...call, input: '' })),
        ...shown.map(recordedCall),
      ],
      nextCursor,
    };
  }

  /** Without payloads. */
  async slowest(filter: CallFilter, limit: number): Promise<CallDto[]> {
    return (await this.clickhouse.rows(slowestCalls(filter, limit))).map(recordedCall);
  }

  /** @throws Rejected `not_found` */
  async call(id: string, filter: CallFilter): Promise<CallDto> {
    const [row] = await this.clickhouse.rows(callById(id, filter));
    if (row) return recordedCall(row);
    const running = (await this.running.of(filter)).find((call) => call.id === id);
    if (running) return inProgressCall(running);
    throw new Rejected(
      'not_found',
      'There is no such call, or it is not yours to see. Calls are kept for a limited time.',
    );
  }
}

/** Where a list begins whose first page had room for calls in progress alone. */
const beforeFirst = { startedAt: Date.UTC(2100, 0, 1), number: 0 };

function recordedCall(row: CallRow): CallDto {
  const callClass = row.class as CallClass;
  return {
    id: row.id,
    serverId: row.server_id,
    deploymentId: row.deployment_id,
    tool: row.tool,
    user: row.user_name,
    userId: row.user_id,
    source: row.client_name,
    sourceVersion: row.client_version,
    startedAt: new Date(Number(row.started_ms)).toISOString(),
    latencyMs: latencyOf(callClass, Number(row.latency_us)),
    class: callClass,
    status: statusOf(callClass),
    input: row.input,
    output: row.output,
    ...(row.error === '' ? {} : { error: row.error }),
    correlationId: row.correlation_id,
  };
}

function inProgressCall(call: CallInProgress): CallDto {
  return {
    id: call.id,
    serverId: call.serverId,
    deploymentId: call.deploymentId,
    tool: call.tool,
    user: call.userName,
    userId: call.userId,
    source: call.clientName,
    sourceVersion: call.clientVersion,
    startedAt: call.startedAt,
    latencyMs: null,
    class: null,
    status: 'in_progress',
    input: call.input,
    output: null,
    correlationId: call.correlationId,
  };
}
