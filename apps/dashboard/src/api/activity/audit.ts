import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../http/client.js';
import { auditKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import { type CallSpan, fileHref, spanQuery } from './call-span.js';

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

/** Read again on request only: every change adds an entry, so the rows would move under the reader. */
export const auditQuery = (filter: AuditFilter, span: CallSpan, page: { cursor?: string; limit: number }) =>
  queryOptions({
    queryKey: auditKeys.page(filter, span, page),
    queryFn: ({ signal }): Promise<AuditPage> =>
      bodyOf(api.GET('/api/v1/audit', { params: { query: { ...queryOf(filter, span), ...page } }, signal })),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export const auditExportHref = (filter: AuditFilter, span: CallSpan): string =>
  fileHref('/api/v1/audit/export.csv', queryOf(filter, span));
