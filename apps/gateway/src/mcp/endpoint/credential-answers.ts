import { randomUUID } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { callsIn, hasResponded, ownInputRequest, type CredentialProblem } from '../credentials/caller-credentials.js';
import { answerError } from '../exchange/error-answer.js';
import type { McpRequest, Posted } from '../exchange/request.js';
import { errorAnswer, objectOf, paramsOf, rpcCodes, type Message } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import { answerCalls, otherCallDenied, record } from './denied-answer.js';

/** JSON-RPC code of `URLElicitationRequiredError` (2025-11-25). */
const urlElicitationRequired = -32042;
const urlElicitationSince = '2025-11-25';
const metaCapabilities = 'io.modelcontextprotocol/clientCapabilities';
const unavailable =
  'Your credentials for this server cannot be looked up right now, so nothing was passed on. Try again in a moment.';

/**
 * Answers a request that is not forwarded for want of credentials, and records its tool calls.
 * @param posted null for a request without a body
 */
export function answerCredentialProblem(
  calls: Calls,
  request: McpRequest,
  posted: Posted | null,
  problem: CredentialProblem,
): void {
  const { reply, route } = request;
  const affected = callsIn(posted);
  if (!posted || affected.length === 0) {
    const headers = ['retry-after', '2'];
    return answerError(reply.res, reply.origin, { code: 'unavailable', message: unavailable, headers });
  }
  const sentence = problem.kind === 'unavailable' ? unavailable : sentenceOf(route, problem);
  const callClass = problem.kind === 'unavailable' ? 'upstream_down' : 'auth_required';
  record(calls, request, posted, affected, callClass, sentence);
  const answer = (message: Message): Message =>
    affected.includes(message)
      ? answerOf(message, posted, problem, sentence)
      : errorAnswer(message.id!, rpcCodes.refused, otherCallDenied, { code: 'unauthenticated' });
  calls.afterWritten(() => answerCalls(request, posted, answer));
}

/** An elicitation where the client supports one; else a tool error, which every model reads. */
function answerOf(call: Message, posted: Posted, { kind, link }: CredentialProblem, sentence: string): Message {
  const envelope = { jsonrpc: '2.0', id: call.id };
  const elicits = kind !== 'unavailable' && supportsUrlElicitation(posted, call);
  // A user who was asked before is not asked again, which would never end.
  if (posted.modern && elicits && !hasResponded(call)) {
    const ask = { method: 'elicitation/create', params: { mode: 'url', message: sentence, url: link } };
    return { ...envelope, result: { resultType: 'input_required', inputRequests: { [ownInputRequest]: ask } } };
  }
  if (!posted.modern && elicits) {
    return errorAnswer(call.id!, urlElicitationRequired, sentence, {
      elicitations: [{ mode: 'url', elicitationId: randomUUID(), url: link, message: sentence }],
    });
  }
  return {
    ...envelope,
    result: {
      ...(posted.modern ? { resultType: 'complete' } : {}),
      content: [{ type: 'text', text: sentence }],
      isError: true,
    },
  };
}

function sentenceOf({ name, auth }: Route, { kind, error, link }: CredentialProblem): string {
  switch (kind) {
    case 'missing':
      return auth.method === 'oauth2'
        ? `The server "${name}" acts in your name at another service. Connect your account there ` +
            `at ${link} and call the tool again.`
        : `The server "${name}" needs your own credentials. Fill them in at ${link} and call the tool again.`;
    case 'expired':
      return `Your connection for the server "${name}" has ended. Connect again at ${link} and call the tool again.`;
    default:
      return `Your connection for the server "${name}" does not work. ${error ?? ''} See ${link}.`.replace('  ', ' ');
  }
}

/** Whether the client opens links for its user (elicitation in URL mode). */
function supportsUrlElicitation({ modern, session }: Posted, call: Message): boolean {
  if (modern) return hasUrlMode(objectOf(objectOf(objectOf(paramsOf(call), '_meta'), metaCapabilities), 'elicitation'));
  if (!session || session.record.clientVersion < urlElicitationSince) return false;
  const initialize = (session.record.initialize ?? {}) as Record<string, unknown>;
  return hasUrlMode(objectOf(objectOf(initialize, 'capabilities'), 'elicitation'));
}

const hasUrlMode = ({ url }: Record<string, unknown>): boolean => typeof url === 'object' && url !== null;
