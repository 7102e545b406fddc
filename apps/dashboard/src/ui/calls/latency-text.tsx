import type { Call, Percentiles } from '../../api/activity.js';
import { latency, toneLabels, toneOf } from './call-status.js';
import classes from './calls-table.module.css';
import { RunningTime } from '../text/running-time.js';

/**
 * How long a call took, coloured by where that stands among the calls of the filter, or how long it has been running.
 */
export function LatencyText({ call, percentiles }: { call: Call; percentiles: Percentiles | undefined }) {
  if (call.status === 'in_progress') {
    return (
      <span className={classes['latency']} data-tone="running">
        <RunningTime since={call.startedAt} />
      </span>
    );
  }
  const tone = toneOf(call.latencyMs, percentiles);
  return (
    <span className={classes['latency']} data-tone={tone} title={toneLabels[tone] || undefined}>
      {call.latencyMs === null ? '–' : latency(call.latencyMs)}
    </span>
  );
}
