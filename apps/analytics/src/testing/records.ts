import { streams, type ToolCall } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { eventually, type RunningService } from '@toolyard/service/testing';

/** A call of the tool `search` by Ann, now, that took 10 ms and went well. */
export function toolCall(over: Pick<ToolCall, 'id' | 'serverId'> & Partial<ToolCall>): ToolCall {
  return {
    deploymentId: 'dep_1',
    tool: 'search',
    userId: 'user_1',
    userName: 'Ann',
    clientName: 'inspector',
    clientVersion: '1.0',
    startedAt: new Date().toISOString(),
    latencyMs: 10,
    class: 'ok',
    input: '{}',
    output: '{}',
    error: '',
    correlationId: 'corr',
    ...over,
  };
}

/** Resolves when a running `analytics` has stored every message of a stream. */
export async function allStored(service: RunningService, stream: string): Promise<void> {
  const none = new RegExp(`^toolyard_analytics_waiting_messages\\{stream="${stream}"\\} 0$`, 'm');
  await eventually(async () => none.test((await service.call('GET', '/metrics')).text), 30_000);
}

/** Publishes calls as a gateway does, and waits until they are stored. */
export async function recordCalls(messaging: Messaging, service: RunningService, calls: ToolCall[]): Promise<void> {
  await messaging.publish('toolyard.calls.batch', calls);
  await allStored(service, streams.calls.name);
}
