import { callClasses, errorClasses, uncountedClasses } from '@toolyard/contracts';
import type { Stats } from '../../api/activity/calls.js';
import { classesOf, countOf, reachedServer, type ShownStatus } from '../../api/activity/shown-status.js';

/** Figures of calls. Null: the API does not answer it for these calls alone, or no call has it. */
export interface Figures {
  totalCalls: number;
  uniqueUsers: number | null;
  errorRate: number | null;
  averageLatencyMs: number | null;
}

/** The figures of the calls with a status, from an answer of the API that may include calls of another one. */
export function figuresOf({ byClass, ...all }: Stats, status: ShownStatus | undefined): Figures {
  const classes = status === undefined ? callClasses : classesOf(status);
  const totalCalls = countOf(byClass, classes);
  const isAll = totalCalls === all.totalCalls;
  const reached = countOf(
    byClass,
    classes.filter((each) => reachedServer({ class: each })),
  );
  const answered = countOf(
    byClass,
    classes.filter((each) => !uncountedClasses.includes(each)),
  );
  const failed = countOf(
    byClass,
    classes.filter((each) => errorClasses.includes(each)),
  );
  return {
    totalCalls,
    uniqueUsers: isAll ? all.uniqueUsers : null,
    errorRate: answered === 0 ? (totalCalls === 0 ? 0 : null) : failed / answered,
    averageLatencyMs: isAll && reached > 0 ? all.averageLatencyMs : null,
  };
}
