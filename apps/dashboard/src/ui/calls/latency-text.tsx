import type { Call, Percentiles } from '../../api/activity/calls.js';
import { reachedServer } from '../../api/activity/shown-status.js';
import { RunningTime } from '../text/running-time.js';
import { latency, toneLabels, toneOf } from './call-status.js';
import classes from './calls-table.module.css';

/** The latency of a call, coloured by its percentile, or the time that it has been running. Refused calls have none. */
export function LatencyText({ call, percentiles }: { call: Call; percentiles: Percentiles | undefined }) {
  if (call.status === 'in_progress') {
    return (
      <span className={classes['latency']} data-tone="running">
        <RunningTime since={call.startedAt} />
      </span>
    );
  }
  const latencyMs = reachedServer(call) ? call.latencyMs : null;
  const tone = toneOf(latencyMs, percentiles);
  return (
    <span className={classes['latency']} data-tone={tone} title={toneLabels[tone] || undefined}>
      {latencyMs === null ? '–' : latency(latencyMs)}
    </span>
  );
}
