import type { CallClass, CallStatus } from '@toolyard/contracts';

/** Statuses of the pages, which are those of the API. */
export const shownStatuses = ['success', 'error', 'denied', 'needs_sign_in', 'cancelled', 'in_progress'] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export const isShownStatus = (text: string): text is ShownStatus => (shownStatuses as readonly string[]).includes(text);

/** The status of a call on the pages. A class of a later version has the status that the API gives it. */
export const shownStatus = (call: { class: CallClass | null; status: CallStatus }): ShownStatus => call.status;

/** Classes of calls that the gateway refused: their latency says nothing about a server. */
const refusedClasses: readonly (CallClass | null)[] = ['denied', 'auth_required'];
export const reachedServer = ({ class: callClass }: { class: CallClass | null }): boolean =>
  !refusedClasses.includes(callClass);

/** Counts by class; a class that is absent has none. */
type ByClass = Partial<Record<CallClass, number>>;

export const countOf = (byClass: ByClass, classes: readonly CallClass[]): number =>
  classes.reduce((sum, each) => sum + (byClass[each] ?? 0), 0);
