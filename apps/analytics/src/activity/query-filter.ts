import type { CallFilter } from '../filter/call-filter.js';
import { spanOfQuery } from '../filter/time-query.js';
import type { ActivityFilterDto } from './activity.dto.js';

/** @throws Rejected `invalid_request` for a range that ends before it begins */
export function filterOf({ class: classes, from, to, ...query }: ActivityFilterDto): CallFilter {
  const { serverId, tool, userId, status, source, sourceVersion, deploymentId, search } = query;
  const traits = { serverId, tool, userId, status, classes, source, sourceVersion, deploymentId, search };
  return { ...traits, ...spanOfQuery({ from, to }) };
}
