import { outcomeOfStatus, type Outcome } from '../recording/call-outcome.js';

/** Why requests of a POST are not answered by their server: sentences for clients and records. */

export const serverDown =
  'The server cannot be reached at the moment. Nothing was passed on; try again in a few seconds.';
export const timedOut = 'The server did not answer within the time limit of the gateway. The call was given up.';
export const lostBeforeAnswer = 'The connection to the server was lost before the call was answered.';
export const notReached = 'The server could not be reached. Nothing is known of what it did; try again in a moment.';
const noAnswer: Outcome = {
  class: 'upstream_down',
  error: 'The server ended its answer without answering the call.',
};
export const clientGone: Outcome = {
  class: 'cancelled',
  error: 'The client closed the connection before the call was answered.',
};

/** The outcome of calls that a complete answer did not answer. */
export const outcomeOfEnd = ({ status, stream }: { status: number; stream: boolean }): Outcome =>
  stream ? noAnswer : outcomeOfStatus(status);
