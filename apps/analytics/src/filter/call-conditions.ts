import { any, type Fragment, instant } from '../clickhouse/query.js';
import { type CallFilter, classesOf } from './call-filter.js';
import type { Span } from './time-grains.js';

const columns = {
  serverId: 'server_id',
  tool: 'tool',
  userId: 'user_id',
  source: 'client_name',
  sourceVersion: 'client_version',
  deploymentId: 'deployment_id',
} as const;

/** What a filter says about tool_calls, times apart. */
export function traits(filter: CallFilter): Fragment[] {
  const { search, visible } = filter;
  return [
    ...equal(filter, Object.keys(columns) as (keyof typeof columns)[]),
    ...(search === undefined ? [] : [{ text: searched, params: { search } }]),
    ...(visible?.userId === undefined
      ? []
      : [{ text: 'user_id = {visibleUser:String}', params: { visibleUser: visible.userId } }]),
    ...(visible?.serverIds === undefined
      ? []
      : [{ text: 'server_id IN {visibleServers:Array(String)}', params: { visibleServers: visible.serverIds } }]),
    ...ofClasses(filter),
  ];
}

const searched = ['tool', 'user_name', 'error']
  .map((column) => `positionCaseInsensitiveUTF8(${column}, {search:String}) > 0`)
  .join(' OR ');

/** Conditions on the columns of the fields that the filter has. */
export function equal(filter: CallFilter, fields: readonly (keyof typeof columns)[]): Fragment[] {
  return fields.flatMap((field) => {
    const value = filter[field];
    return value === undefined ? [] : [{ text: `${columns[field]} = {${field}:String}`, params: { [field]: value } }];
  });
}

export function ofClasses(filter: CallFilter): Fragment[] {
  const classes = classesOf(filter);
  if (classes === undefined) return [];
  return classes.length === 0
    ? [{ text: '0', params: {} }]
    : [{ text: 'class IN {classes:Array(String)}', params: { classes } }];
}

export function startedWithin(spans: Span[]): Fragment {
  return any(
    spans.map(({ from, to }, index) => ({
      text: `started_at >= ${instant(`callsFrom${index}`)} AND started_at < ${instant(`callsTo${index}`)}`,
      params: { [`callsFrom${index}`]: from, [`callsTo${index}`]: to },
    })),
  );
}
