import { type CallClass, callClasses, type CallInProgress, type CallStatus, statusOf } from '@toolyard/contracts';
import { openEnd, type Span } from './time-grains.js';

/** Which calls the caller may see at all; the filter narrows them further. */
export interface Visibility {
  /** Set for a caller who sees only their own calls. */
  userId?: string;
  /** Set for API keys that are limited to servers. */
  serverIds?: readonly string[];
}

/**
 * What a list or a figure of calls is narrowed to. Times are milliseconds since 1970, `from` inclusive, `to` exclusive.
 */
export interface CallFilter {
  serverId?: string;
  tool?: string;
  userId?: string;
  status?: CallStatus;
  /** Recorded calls of these classes alone. */
  classes?: readonly CallClass[];
  /** Name of the MCP client. */
  source?: string;
  sourceVersion?: string;
  deploymentId?: string;
  /** Text that the tool, the name of the user or the error contains, whatever its case. */
  search?: string;
  from?: number;
  to?: number;
  visible?: Visibility;
}

/** Recorded classes that a filter leaves; undefined when it leaves all. None have the status `in_progress`. */
export function classesOf({ status, classes }: CallFilter): CallClass[] | undefined {
  if (status === undefined && classes === undefined) return undefined;
  return callClasses.filter(
    (each) => (status === undefined || statusOf(each) === status) && (classes === undefined || classes.includes(each)),
  );
}

export function spanOf(filter: CallFilter): Span {
  return { from: filter.from ?? 0, to: filter.to ?? openEnd };
}

/**
 * Figures are kept by server, tool and class; what asks for anything else, or may show some calls only, is counted from
 * the calls.
 */
export function countedFromCalls(filter: CallFilter): boolean {
  const { userId, source, sourceVersion, deploymentId, search, visible } = filter;
  return [userId, source, sourceVersion, deploymentId, search, visible].some((each) => each !== undefined);
}

export function matchesInProgress(call: CallInProgress, filter: CallFilter): boolean {
  const startedAt = Date.parse(call.startedAt);
  const { from, to } = spanOf(filter);
  const is = (asked: string | undefined, value: string) => asked === undefined || asked === value;
  return (
    is(filter.status, 'in_progress') &&
    filter.classes === undefined &&
    is(filter.serverId, call.serverId) &&
    is(filter.tool, call.tool) &&
    is(filter.userId, call.userId) &&
    is(filter.source, call.clientName) &&
    is(filter.sourceVersion, call.clientVersion) &&
    is(filter.deploymentId, call.deploymentId) &&
    contains([call.tool, call.userName], filter.search) &&
    isVisible(call, filter.visible ?? {}) &&
    startedAt >= from &&
    startedAt < to
  );
}

const contains = (texts: string[], search: string | undefined): boolean =>
  search === undefined || texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));

const isVisible = (call: CallInProgress, { userId, serverIds }: Visibility): boolean =>
  (userId === undefined || call.userId === userId) && (serverIds === undefined || serverIds.includes(call.serverId));
