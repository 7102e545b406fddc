import { any, type Fragment, instant } from '../clickhouse/query.js';
import { type CallFilter, classesOf } from './call-filter.js';
import type { Span } from './time-grains.js';

/** What a filter says about tool_calls, times apart. */
export function traits(filter: CallFilter): Fragment[] {
  const { serverId, tool, userId, source, status, visible } = filter;
  return [
    ...(serverId === undefined ? [] : [{ text: 'server_id = {serverId:String}', params: { serverId } }]),
    ...(tool === undefined ? [] : [{ text: 'tool = {tool:String}', params: { tool } }]),
    ...(userId === undefined ? [] : [{ text: 'user_id = {userId:String}', params: { userId } }]),
    ...(source === undefined ? [] : [{ text: 'client_name = {source:String}', params: { source } }]),
    ...(visible?.userId === undefined
      ? []
      : [{ text: 'user_id = {visibleUser:String}', params: { visibleUser: visible.userId } }]),
    ...(visible?.serverIds === undefined
      ? []
      : [{ text: 'server_id IN {visibleServers:Array(String)}', params: { visibleServers: visible.serverIds } }]),
    ...ofStatus(filter),
    ...(status === 'in_progress' ? [{ text: '0', params: {} }] : []),
  ];
}

export function ofStatus({ status }: CallFilter): Fragment[] {
  return status === undefined || status === 'in_progress'
    ? []
    : [{ text: 'class IN {classes:Array(String)}', params: { classes: classesOf(status) } }];
}

export function startedWithin(spans: Span[]): Fragment {
  return any(
    spans.map(({ from, to }, index) => ({
      text: `started_at >= ${instant(`callsFrom${index}`)} AND started_at < ${instant(`callsTo${index}`)}`,
      params: { [`callsFrom${index}`]: from, [`callsTo${index}`]: to },
    })),
  );
}
