import type { Outcome } from '../recording/call-outcome.js';

/** Why calls of the HTTP+SSE transport end without an answer: sentences for clients and records. */

export const foreignEndpoint =
  'The server names another host as the address for messages, so its stream was not passed on.';
export const streamClosed: Outcome = {
  class: 'cancelled',
  error: 'The client closed its stream before the call was answered.',
};
export const streamLost: Outcome = {
  class: 'upstream_down',
  error: 'The server ended its stream before the call was answered.',
};
