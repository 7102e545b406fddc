import { all, type Fragment, instant, type Query } from '../clickhouse/query.js';

/** Times are milliseconds since 1970, `from` inclusive, `to` exclusive. */
export interface AuditFilter {
  /** An actor's id, or that of the account behind an API key. */
  actorId?: string;
  types?: readonly string[];
  serverId?: string;
  /** Id or name of what was changed. */
  subject?: string;
  /** Part of a sentence, a name, an address or a value. */
  search?: string;
  from?: number;
  to?: number;
  /** Set for API keys that are limited to servers. */
  serverIds?: readonly string[];
}

export interface AuditRow {
  number: number;
  id: string;
  at_ms: number;
  type: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  account: string;
  address: string;
  correlation_id: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  server_id: string;
  summary: string;
  changes: string;
}

function conditions(filter: AuditFilter): Fragment[] {
  const { actorId, types, serverId, subject, search, from, to, serverIds } = filter;
  return [
    ...(actorId === undefined
      ? []
      : [{ text: 'actor_id = {actorId:String} OR account = {actorId:String}', params: { actorId } }]),
    ...(types === undefined ? [] : [{ text: 'type IN {types:Array(String)}', params: { types } }]),
    ...(serverId === undefined ? [] : [{ text: 'server_id = {serverId:String}', params: { serverId } }]),
    ...(serverIds === undefined ? [] : [{ text: 'server_id IN {serverIds:Array(String)}', params: { serverIds } }]),
    ...(subject === undefined
      ? []
      : [{ text: 'subject_id = {subject:String} OR subject_name = {subject:String}', params: { subject } }]),
    ...(search === undefined
      ? []
      : [
          {
            text: `positionCaseInsensitiveUTF8(
  concat(summary, '\\n', address, '\\n', subject_name, '\\n', changes), {search:String}) > 0`,
            params: { search },
          },
        ]),
    ...(from === undefined ? [] : [{ text: `at >= ${instant('from')}`, params: { from } }]),
    ...(to === undefined ? [] : [{ text: `at < ${instant('to')}`, params: { to } }]),
  ];
}

/** Entries before number `before`, the newest first. */
export function auditPage(filter: AuditFilter, before: number | undefined, limit: number): Query<AuditRow> {
  const where = all([
    ...conditions(filter),
    ...(before === undefined ? [] : [{ text: 'number < {before:UInt64}', params: { before } }]),
  ]);
  return {
    text: `SELECT number, id, toUnixTimestamp64Milli(at) AS at_ms, type, actor_kind, actor_id, actor_name, account,
address, correlation_id, subject_kind, subject_id, subject_name, server_id, summary, changes
FROM audit WHERE ${where.text} ORDER BY number DESC LIMIT {limit:UInt32}`,
    params: { ...where.params, limit },
  };
}

export interface Checkpoint {
  number: number;
  /** As text: larger than what a number holds exactly. */
  position: string;
  store: string;
}

export const checkpoint: Query<Checkpoint> = {
  text: `SELECT max(audit.number) AS number, toString(argMax(audit.position, audit.number)) AS position,
toString(argMax(audit.store, audit.number)) AS store FROM audit`,
  params: {},
};

export function storedEntries(ids: readonly string[]): Query<{ id: string }> {
  return { text: 'SELECT id FROM audit WHERE id IN {ids:Array(String)}', params: { ids } };
}
