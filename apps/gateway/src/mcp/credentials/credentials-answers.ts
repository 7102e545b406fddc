import { randomUUID } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { answer } from '../endpoint/error-answer.js';
import { answerCalls, notAlone, record } from '../rights/denied-answer.js';
import { errorAnswer, kindOf, objectOf, paramsOf, type Message } from '../protocol/jsonrpc.js';
import type { McpParts, McpRequest } from '../endpoint/request.js';
import type { Posted } from '../forwarding/post.job.js';

/** Why a caller's calls cannot go on. `unavailable`: nobody can tell now. */
export interface CredentialProblem {
  kind: 'missing' | 'expired' | 'failed' | 'unavailable';
  /** What the provider said, in a sentence. */
  error?: string;
}

/** JSON-RPC code of `URLElicitationRequiredError` (2025-11-25). */
const urlElicitationRequired = -32042;
const urlElicitationSince = '2025-11-25';
const metaCapabilities = 'io.modelcontextprotocol/clientCapabilities';
/** Of the gateway's own input request, among those of servers. */
const ownRequest = 'toolyard.credential';
const unavailable =
  'Your credentials for this server cannot be looked up right now, so nothing was passed on. Try again in a moment.';

/**
 * Answers in the server's place when it cannot do its work: a tool call without credentials. What needs none, such as
 * connecting and listing tools, passes. While nobody can tell whether there are credentials, nothing does, because a
 * server may take the first request for the rule.
 * @returns false when the request is to be passed on
 */
export function answerInstead(
  parts: McpParts,
  request: McpRequest,
  posted: Posted | null,
  problem: CredentialProblem,
  link: string,
): boolean {
  const { reply, route } = request;
  const calls =
    posted?.parsed.messages.filter((message) => message.method === 'tools/call' && kindOf(message) === 'request') ?? [];
  if (!posted || calls.length === 0) {
    if (problem.kind !== 'unavailable') return false;
    answer(reply.res, reply.origin, { code: 'unavailable', message: unavailable, headers: ['retry-after', '2'] });
    return true;
  }
  const sentence = problem.kind === 'unavailable' ? unavailable : sentenceOf(route, problem, link);
  record(parts, request, posted, calls, problem.kind === 'unavailable' ? 'upstream_down' : 'auth_required', sentence);
  answerCalls(request, posted, (message) =>
    calls.includes(message)
      ? answerOf(message, posted, problem, sentence, link)
      : errorAnswer(message.id!, -32000, notAlone, { code: 'unauthenticated' }),
  );
  return true;
}

/** In the form that the client can do most with; the last is one that every model reads. */
function answerOf(call: Message, posted: Posted, { kind }: CredentialProblem, sentence: string, link: string): Message {
  const said = { jsonrpc: '2.0', id: call.id };
  const opensLinks = kind !== 'unavailable' && opens(posted, call);
  if (posted.modern && opensLinks && !hasResponded(call)) {
    const ask = { method: 'elicitation/create', params: { mode: 'url', message: sentence, url: link } };
    return { ...said, result: { resultType: 'input_required', inputRequests: { [ownRequest]: ask } } };
  }
  if (!posted.modern && opensLinks) {
    return errorAnswer(call.id!, urlElicitationRequired, sentence, {
      elicitations: [{ mode: 'url', elicitationId: randomUUID(), url: link, message: sentence }],
    });
  }
  return {
    ...said,
    result: {
      ...(posted.modern ? { resultType: 'complete' } : {}),
      content: [{ type: 'text', text: sentence }],
      isError: true,
    },
  };
}

function sentenceOf({ name, auth }: Route, { kind, error }: CredentialProblem, link: string): string {
  switch (kind) {
    case 'missing':
      return auth.method === 'oauth2'
        ? `The server "${name}" acts in your name at another service. Connect your account there at ${link} and call the tool again.`
        : `The server "${name}" needs your own credentials. Fill them in at ${link} and call the tool again.`;
    case 'expired':
      return `Your connection for the server "${name}" has ended. Connect again at ${link} and call the tool again.`;
    default:
      return `Your connection for the server "${name}" does not work. ${error ?? ''} See ${link}.`.replace('  ', ' ');
  }
}

/** Whether the client opens links for its user (elicitation in URL mode). */
function opens({ modern, session }: Posted, call: Message): boolean {
  if (modern) return isGiven(objectOf(objectOf(objectOf(paramsOf(call), '_meta'), metaCapabilities), 'elicitation'));
  if (!session || session.record.clientVersion < urlElicitationSince) return false;
  return isGiven(
    objectOf(objectOf((session.record.initialize ?? {}) as Record<string, unknown>, 'capabilities'), 'elicitation'),
  );
}

const isGiven = ({ url }: Record<string, unknown>): boolean => typeof url === 'object' && url !== null;

/** The user was asked before; asking the same again would go round in circles. */
const hasResponded = (call: Message): boolean => Object.hasOwn(objectOf(paramsOf(call), 'inputResponses'), ownRequest);

/** The response to what the gateway asked is none of the server's business. */
export function withoutOwnResponse(posted: Posted): void {
  if (!posted.modern || posted.parsed.batch) return;
  const [message] = posted.parsed.messages;
  if (!message || !hasResponded(message)) return;
  const { inputResponses, ...params } = paramsOf(message);
  const { [ownRequest]: _, ...others } = inputResponses as Record<string, unknown>;
  message.params = Object.keys(others).length === 0 ? params : { ...params, inputResponses: others };
  posted.body = Buffer.from(JSON.stringify(message));
}
