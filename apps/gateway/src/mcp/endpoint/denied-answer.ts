import { mcpScopes } from '@toolyard/contracts';
import type { ProtectedResources } from '../discovery/protected-resource.js';
import { callStart } from '../exchange/call-start.js';
import { corsHeaders } from '../exchange/cors.js';
import { jsonAnswer } from '../exchange/json-answer.js';
import { answerError } from '../exchange/error-answer.js';
import type { McpRequest, Posted } from '../exchange/request.js';
import { errorAnswer, isId, kindOf, onlyId, paramsOf, rpcCodes, textOf, type Message } from '../protocol/jsonrpc.js';
import type { Calls } from '../recording/calls.js';
import type { Denial } from '../rights/tool-gate.js';

export const noTool = 'None of your permission groups allows a tool of this server. Ask an administrator for access.';
const ambiguous =
  'The message can be read in two ways: it has a key twice, or in another case than the ' +
  'protocol. Nothing was passed on.';
export const otherCallDenied =
  'Another call of the same batch was refused, so nothing of the batch was passed on. Send it again without that call.';
const scopes = mcpScopes.join(' and ');
const missingScope = `The token allows to connect and list only. Calling tools needs the scopes ${scopes}.`;

/** Answers a denied POST, which is not forwarded, and records the tool calls in it. */
export function answerDenial(
  calls: Calls,
  resources: ProtectedResources,
  request: McpRequest,
  posted: Posted,
  denial: Denial,
): void {
  const { res, origin } = request.reply;
  const id = onlyId(posted.parsed);
  switch (denial.kind) {
    case 'ambiguous': {
      const rpcCode = rpcCodes.invalidRequest;
      return answerError(res, origin, { code: 'invalid_request', message: ambiguous, rpcCode, id });
    }
    case 'server':
      return answerError(res, origin, { code: 'forbidden', message: noTool, id });
    case 'scope': {
      record(calls, request, posted, denial.calls, 'auth_required', missingScope);
      const refusal = { kind: 'scope', message: missingScope } as const;
      const headers = ['www-authenticate', resources.challenge(refusal, request.route, request.address)!];
      return calls.afterWritten(() =>
        answerError(res, origin, { code: 'forbidden', message: missingScope, id, headers }),
      );
    }
    case 'calls':
      record(calls, request, posted, denial.calls, 'denied', '');
      return calls.afterWritten(() => answerDeniedCalls(request, posted, denial.calls));
  }
}

function answerDeniedCalls(request: McpRequest, posted: Posted, denied: Message[]): void {
  if (posted.parsed.messages.every((message) => kindOf(message) !== 'request'))
    return answerError(request.reply.res, request.reply.origin, { code: 'forbidden', message: sentence(denied[0]!) });
  answerCalls(request, posted, (message) => {
    const text = denied.includes(message) ? sentence(message) : otherCallDenied;
    return errorAnswer(message.id!, rpcCodes.refused, text, { code: 'forbidden' });
  });
}

/**
 * Answers every request of the body where the client expects the answer: in this exchange, or on the stream of the
 * HTTP+SSE transport.
 */
export function answerCalls({ reply }: McpRequest, posted: Posted, answerOf: (request: Message) => Message): void {
  const { messages, batch } = posted.parsed;
  const answers = messages.filter((message) => kindOf(message) === 'request').map(answerOf);
  const streams = posted.session?.record.kind === 'sse' ? [...posted.session.streams] : [];
  if (streams.length > 0 && answers.every((each) => streams.some((stream) => stream.inject(each)))) {
    return void reply.res.writeHead(202, corsHeaders(reply.origin)).end();
  }
  const { headers, body } = jsonAnswer(reply.origin, batch ? answers : answers[0]);
  reply.res.writeHead(200, headers).end(body);
}

/** Records tool calls that are not forwarded. @param error a sentence; empty: the denial of the tool */
export function record(
  calls: Calls,
  request: McpRequest,
  posted: Posted,
  messages: Message[],
  callClass: 'denied' | 'auth_required' | 'upstream_down',
  error: string,
): void {
  for (const message of messages) {
    const start = { ...callStart(request, posted.session, posted.parsed, message), requestState: '' };
    const call = calls.begin([], isId(message.id) ? message.id : '', start);
    calls.end(call, { class: callClass, error: error || sentence(message) });
  }
}

function sentence(call: Message): string {
  const tool = textOf(paramsOf(call), 'name').slice(0, 100);
  return `Your permission groups do not allow the tool "${tool}" of this server. Ask an administrator for access.`;
}
