import { callClasses, uncountedClasses } from '@toolyard/contracts';
import type { Stats } from '../../api/activity/calls.js';
import { countOf, reachedServer } from '../../api/activity/shown-status.js';

/** Figures of calls. Null: no call has it. */
export interface Figures {
  totalCalls: number;
  uniqueUsers: number;
  errorRate: number | null;
  averageLatencyMs: number | null;
}

const counted = callClasses.filter((each) => !uncountedClasses.includes(each));
const reached = callClasses.filter((each) => reachedServer({ class: each }));

/** Calls that never reached a server have no error rate and no latency, although the API answers 0. */
export const figuresOf = ({ byClass, ...all }: Stats): Figures => ({
  totalCalls: all.totalCalls,
  uniqueUsers: all.uniqueUsers,
  errorRate: all.totalCalls > 0 && countOf(byClass, counted) === 0 ? null : all.errorRate,
  averageLatencyMs: countOf(byClass, reached) === 0 ? null : all.averageLatencyMs,
});
