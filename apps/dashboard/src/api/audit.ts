import { queryOptions } from '@tanstack/react-query';
import { type CallSpan, spanQuery } from './call-span.js';
import { api, bodyOf } from './client.js';
import type { components } from './schema.js';

export type AuditEntry = components['schemas']['AuditEntryDto'];
export type AuditPage = components['schemas']['AuditPageDto'];

export interface AuditFilter {
  actorId?: string;
  /** Types separated by commas. */
  type?: string;
  serverId?: string;
  search?: string;
}

const queryOf = (filter: AuditFilter, span: CallSpan) => ({ ...filter, ...spanQuery(span) });

/** Not read again by itself: every change is an entry, and what one reads would never stand still. */
export const auditQuery = (filter: AuditFilter, span: CallSpan, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: ['audit-page', filter, span, page],
    queryFn: ({ signal }): Promise<AuditPage> =>
      bodyOf(api.GET('/api/v1/audit', { params: { query: { ...queryOf(filter, span), ...page } }, signal })),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export function auditExportHref(filter: AuditFilter, span: CallSpan): string {
  const given = Object.entries(queryOf(filter, span)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/api/v1/audit/export.csv?${new URLSearchParams(given)}`;
}
