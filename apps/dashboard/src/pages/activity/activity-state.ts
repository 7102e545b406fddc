import { type CallClass, callClasses } from '@toolyard/contracts';
import type { CallFilter } from '../../api/activity/calls.js';
import { isShownStatus } from '../../api/activity/shown-status.js';
import type { RangeState } from '../../domain/lists/date-range.js';

/** What is chosen on the page, as it is in the URL. Empty texts do not filter. */
export interface ActivityState extends RangeState {
  [name: string]: string | string[];
  server: string;
  status: string;
  outcome: string;
  tool: string;
  user: string;
  client: string;
  version: string;
  deployment: string;
  search: string;
  /** What is shown below the charts: calls, a breakdown, errors, … */
  view: string;
  /** The dimension of the breakdown. */
  by: string;
  /** The deployments that are compared. */
  base: string;
  candidate: string;
  /** The cursors of the pages after the first, up to the page that is shown. */
  after: string[];
}

/** The filters, without the time. */
export const unfiltered = {
  server: '',
  status: '',
  outcome: '',
  tool: '',
  user: '',
  client: '',
  version: '',
  deployment: '',
  search: '',
} as const;

export const defaults: ActivityState = {
  range: '24h',
  from: '',
  to: '',
  ...unfiltered,
  view: 'calls',
  by: '',
  base: '',
  candidate: '',
  after: [],
};

export const isNarrowed = (state: ActivityState): boolean => Object.keys(unfiltered).some((name) => state[name] !== '');

const isClass = (text: string): text is CallClass => (callClasses as readonly string[]).includes(text);

/** @param serverId of a page of one server */
export const filterOf = (state: ActivityState, serverId?: string): CallFilter => ({
  serverId: serverId ?? (state.server || undefined),
  tool: state.tool || undefined,
  userId: state.user || undefined,
  status: isShownStatus(state.status) ? state.status : undefined,
  callClass: isClass(state.outcome) ? state.outcome : undefined,
  source: state.client || undefined,
  sourceVersion: state.version || undefined,
  deploymentId: state.deployment || undefined,
  search: state.search.slice(0, 256) || undefined,
});
