import type { CallStatus, Percentiles } from '../../api/activity.js';
import type { DotColor } from '../status/status-dot.js';

export const callStatuses: Record<CallStatus, { label: string; color: DotColor }> = {
  success: { label: 'Success', color: 'green' },
  error: { label: 'Error', color: 'red' },
  denied: { label: 'Permission denied', color: 'amber' },
  in_progress: { label: 'In progress', color: 'blue' },
};

const classNames: Record<string, string> = {
  ok: 'Success',
  tool_error: 'The tool reported an error',
  protocol_error: 'The server broke the protocol',
  denied: 'No permission group allows it',
  auth_required: 'A credential is missing',
  timeout: 'The server did not answer in time',
  cancelled: 'The client cancelled',
  upstream_down: 'The server could not be reached',
};

/** What happened, in words, where the status alone does not say it. */
export const classLabel = (callClass: string | null): string =>
  callClass === null ? 'In progress' : (classNames[callClass] ?? callClass);

export type Tone = 'fast' | 'usual' | 'slow' | 'slowest';

/** Where a latency stands among the calls of the filter: up to P25, between, from P85, above P95. */
export function toneOf(latencyMs: number | null, percentiles: Percentiles | undefined): Tone {
  const { p25, p85, p95 } = percentiles ?? {};
  if (latencyMs === null || p25 == null || p85 == null || p95 == null) return 'usual';
  if (latencyMs > p95) return 'slowest';
  if (latencyMs <= p25) return 'fast';
  return latencyMs >= p85 ? 'slow' : 'usual';
}

export const toneLabels: Record<Tone, string> = {
  fast: 'Among the fastest quarter of these calls',
  usual: '',
  slow: 'Slower than 85 % of these calls',
  slowest: 'Slower than 95 % of these calls',
};

/** `0.42 ms`, `8.1 ms`, `123 ms`, `4.20 s`: three figures that count. */
export function latency(ms: number): string {
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(ms >= 10_000 ? 1 : 2)} s`;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}
