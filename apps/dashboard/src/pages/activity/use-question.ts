import { useMemo } from 'react';
import type { AnalysisOptions } from '../../api/activity/analysis.js';
import type { CallSpan } from '../../api/activity/call-span.js';
import type { CallFilter } from '../../api/activity/calls.js';
import { isReversed, rangeName, spanOfRange } from '../../domain/lists/date-range.js';
import { useTimeZone } from '../../domain/lists/time-zone.js';
import { type ActivityState, filterOf } from './activity-state.js';

/** Which calls the whole page is of. Charts, lists and files answer the same question. */
export interface Question {
  filter: CallFilter;
  span: CallSpan;
  /** The time zone, and whether there is a period before. */
  options: AnalysisOptions & { timeZone: string };
  /** False while the range ends before it begins. */
  isComplete: boolean;
}

/** @param serverId of a page of one server */
export function useQuestion(state: ActivityState, serverId: string | undefined): Question {
  const [timeZone] = useTimeZone();
  return useMemo(
    () => ({
      filter: filterOf(state, serverId),
      span: spanOfRange(state),
      options: { timeZone, compare: rangeName(state) !== 'all' },
      isComplete: !isReversed(state),
    }),
    [state, serverId, timeZone],
  );
}
