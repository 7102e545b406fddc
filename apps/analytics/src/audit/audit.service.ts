import { Injectable } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import type { AuditEntryDto, AuditPageDto } from './audit.dto.js';
import type { AuditFilter, AuditRow } from './audit.sql.js';
import { AuditStore } from './audit.store.js';
import type { Change } from './description.js';

const rowsAtOnce = 2_000;

export const auditColumns = [
  'time',
  'actor',
  'actor_kind',
  'actor_id',
  'address',
  'type',
  'subject_kind',
  'subject',
  'subject_id',
  'server_id',
  'summary',
  'changes',
  'correlation_id',
  'id',
];

@Injectable()
export class AuditService {
  constructor(private readonly store: AuditStore) {}

  async page(filter: AuditFilter, cursor: string | undefined, limit: number): Promise<AuditPageDto> {
    const rows = await this.store.page(filter, cursor === undefined ? undefined : Number(cursor), limit + 1);
    const shown = rows.slice(0, limit);
    return { items: shown.map(entry), nextCursor: rows.length > limit ? String(shown.at(-1)!.number) : null };
  }

  /** All entries of the filter as cells of `auditColumns`, the newest first. */
  async *records(filter: AuditFilter): AsyncGenerator<string[][]> {
    for (let before: number | undefined; ;) {
      const rows = await this.store.page(filter, before, rowsAtOnce);
      if (rows.length > 0) yield rows.map(cells);
      if (rows.length < rowsAtOnce) return;
      before = Number(rows.at(-1)!.number);
    }
  }
}

function entry(row: AuditRow): AuditEntryDto {
  const behindKey = row.actor_kind === 'apikey' || row.account !== row.actor_id ? { userId: row.account } : {};
  return {
    id: row.id,
    at: new Date(Number(row.at_ms)).toISOString(),
    actor: { kind: row.actor_kind as Actor['kind'], id: row.actor_id, name: row.actor_name, ...behindKey },
    address: row.address || null,
    type: row.type,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    ...(row.server_id === '' ? {} : { serverId: row.server_id }),
    summary: row.summary,
    changes: JSON.parse(row.changes) as Change[],
    correlationId: row.correlation_id,
  };
}

function cells(row: AuditRow): string[] {
  const time = new Date(Number(row.at_ms)).toISOString();
  const changes = (JSON.parse(row.changes) as Change[])
    .map(({ field, from, to }) => `${field}: ${from ?? ''} -> ${to ?? ''}`)
    .join('; ');
  return [
    time,
    row.actor_name,
    row.actor_kind,
    row.actor_id,
    row.address,
    row.type,
    row.subject_kind,
    row.subject_name,
    row.subject_id,
    row.server_id,
    row.summary,
    changes,
    row.correlation_id,
    row.id,
  ];
}
