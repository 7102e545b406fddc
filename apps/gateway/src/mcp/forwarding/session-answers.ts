import type { Reply } from '../exchange/reply.js';
import type { AnswerListener } from '../protocol/answer-observers.js';
import type { Calls } from '../recording/calls.js';
import type { Scope } from '../recording/pending-call.js';

/** Ends the calls that a stream of a session answers; the bytes of an answer wait until its call is recorded. */
export function listenerFor(calls: Calls, reply: Reply, scope: () => Scope | undefined): AnswerListener {
  const answered = (end: (scope: Scope) => boolean): void => {
    const where = scope();
    if (where && end(where)) reply.hold(calls.written());
  };
  return {
    onMessage: (message, text) => answered((where) => calls.answered(where, message, text)),
    onOversized: (...found) => answered((where) => calls.answeredOversized(where, ...found)),
  };
}
