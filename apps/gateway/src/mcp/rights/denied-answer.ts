import { mcpScopes } from '@toolyard/contracts';
import { answer, rpcCodes } from '../endpoint/error-answer.js';
import { callStart } from '../recording/call-start.js';
import { corsHeaders } from '../endpoint/cors.js';
import type { Denial } from './tool-gate.js';
import { errorAnswer, isId, kindOf, paramsOf, textOf, type Message } from '../protocol/jsonrpc.js';
import type { McpParts, McpRequest } from '../endpoint/request.js';
import type { Posted } from '../forwarding/post.job.js';

export const noTool = 'None of your permission groups allows a tool of this server. Ask an administrator for access.';
const twoReadings =
  'The message can be read in two ways: it has a key twice, or in another case than the protocol. Nothing was passed on.';
export const notAlone =
  'Another call of the same batch was refused, so nothing of the batch was passed on. Send it again without that call.';
const notAsked = `The token allows to connect and list only. Calling tools needs the scopes ${mcpScopes.join(' and ')}.`;

/** Answers a POST that is not passed on, and records the calls in it. */
export function answerDenial(parts: McpParts, request: McpRequest, posted: Posted, denial: Denial): void {
  const { res, origin } = request.reply;
  const id = onlyId(posted);
  switch (denial.kind) {
    case 'ambiguous':
      return answer(res, origin, {
        code: 'invalid_request',
        message: twoReadings,
        rpcCode: rpcCodes.invalidRequest,
        id,
      });
    case 'server':
      return answer(res, origin, { code: 'forbidden', message: noTool, id });
    case 'scope': {
      record(parts, request, posted, denial.calls, 'auth_required', notAsked);
      const challenge = parts.resources.challenge(
        { kind: 'scope', message: notAsked },
        request.route,
        request.address,
      )!;
      return answer(res, origin, {
        code: 'forbidden',
        message: notAsked,
        id,
        headers: ['www-authenticate', challenge],
      });
    }
    case 'calls':
      record(parts, request, posted, denial.calls, 'denied', '');
      return refuseCalls(request, posted, denial.calls);
  }
}

function refuseCalls(request: McpRequest, posted: Posted, refused: Message[]): void {
  if (posted.parsed.messages.every((message) => kindOf(message) !== 'request'))
    return answer(request.reply.res, request.reply.origin, { code: 'forbidden', message: sentence(refused[0]!) });
  answerCalls(request, posted, (message) =>
    refusal(message.id!, refused.includes(message) ? sentence(message) : notAlone),
  );
}

/**
 * Answers every request of the body in the place where the client waits for it: within the exchange, or on the stream
 * of the old transport.
 */
export function answerCalls({ reply }: McpRequest, posted: Posted, answerOf: (request: Message) => Message): void {
  const { messages, batch } = posted.parsed;
  const answers = messages.filter((message) => kindOf(message) === 'request').map(answerOf);
  const streams = posted.session?.record.kind === 'sse' ? [...posted.session.streams] : [];
  if (streams.length > 0 && answers.every((each) => streams.some((stream) => stream.inject(each)))) {
    return void reply.res.writeHead(202, corsHeaders(reply.origin)).end();
  }
  const body = Buffer.from(JSON.stringify(batch ? answers : answers[0]));
  reply.res
    .writeHead(200, [
      ...corsHeaders(reply.origin),
      'content-type',
      'application/json',
      'content-length',
      String(body.length),
    ])
    .end(body);
}

export function record(
  parts: McpParts,
  request: McpRequest,
  posted: Posted,
  calls: Message[],
  callClass: 'denied' | 'auth_required' | 'upstream_down',
  error: string,
): void {
  for (const message of calls) {
    const call = parts.calls.begin([], isId(message.id) ? message.id : '', {
      ...callStart(request, posted.session, message),
      requestState: '',
    });
    parts.calls.end(call, { class: callClass, error: error || sentence(message) });
  }
}

const refusal = (id: NonNullable<Message['id']>, message: string): Message =>
  errorAnswer(id, rpcCodes.refused, message, { code: 'forbidden' });

function sentence(call: Message): string {
  return `Your permission groups do not allow the tool "${textOf(paramsOf(call), 'name').slice(0, 100)}" of this server. Ask an administrator for access.`;
}

function onlyId({ parsed }: Posted): Message['id'] {
  const first = parsed.batch ? undefined : parsed.messages[0];
  return first && isId(first.id) ? first.id : null;
}
