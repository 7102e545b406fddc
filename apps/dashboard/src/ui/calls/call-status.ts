import type { CallClass } from '@toolyard/contracts';
import type { Percentiles } from '../../api/activity/calls.js';
import type { ShownStatus } from '../../api/activity/shown-status.js';
import type { DotColor } from '../status/status-dot.js';

/** In the order of the filter. */
export const callStatuses: Record<ShownStatus, { label: string; color: DotColor }> = {
  success: { label: 'Success', color: 'green' },
  error: { label: 'Error', color: 'red' },
  denied: { label: 'Permission denied', color: 'amber' },
  needs_sign_in: { label: 'Needs sign-in', color: 'violet' },
  cancelled: { label: 'Cancelled', color: 'gray' },
  in_progress: { label: 'In progress', color: 'blue' },
};

const classNames: Record<CallClass, string> = {
  ok: 'Success',
  tool_error: 'The tool reported an error',
  protocol_error: 'The server broke the protocol',
  denied: 'No permission group allows it',
  auth_required: 'A sign-in or a credential is missing',
  timeout: 'The server did not answer in time',
  cancelled: 'The client cancelled',
  upstream_down: 'The server could not be reached',
};

/** The outcome of a call in words, more exactly than its status. */
export const classLabel = (callClass: string | null): string =>
  callClass === null ? 'In progress' : ((classNames as Record<string, string>)[callClass] ?? callClass);

/** `0 %`, `0.04 %`, `12.5 %`. */
export const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: share > 0 && share < 0.01 ? 2 : 1 })} %`;

type Tone = 'fast' | 'usual' | 'slow' | 'slowest';

/** How a latency compares with all calls of the filter: up to P25, between, from P85, above P95. */
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

/** `0.42 ms`, `81.0 ms`, `123 ms`, `4.20 s`: about three significant digits. */
export function latency(ms: number): string {
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(ms >= 10_000 ? 1 : 2)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

/** A latency at an axis, to two digits: `0.5 ms`, `16 ms`, `2 s`. */
export const latencyTick = (ms: number): string =>
  ms >= 1_000 ? `${Number((ms / 1_000).toPrecision(2))} s` : `${Number(ms.toPrecision(2))} ms`;
