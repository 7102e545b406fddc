import type { Principal, RefusalReason } from '@toolyard/contracts';
import type { Request } from 'express';
import type { Audience } from './allow.js';

/** Why a request was refused, for the audit log. */
export interface Refusal {
  reason: RefusalReason;
  /** What was refused. @default method and path of the route */
  action?: string;
  /** Who may use the route; reads that others may use as well are not recorded. */
  audiences?: readonly Audience[];
}

/** A request at `AuthGuard`, and behind it. */
export interface GuardedRequest extends Request {
  /** Who sends it, whether it is allowed or not. */
  principal?: Principal;
  refusal?: Refusal;
}
