import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { nestsDeeper } from '@toolyard/service';
import { answerError } from '../exchange/error-answer.js';
import type { McpRequest } from '../exchange/request.js';
import { parseMessages, rpcCodes, type Parsed } from '../protocol/jsonrpc.js';
import { drain, readBody, saysUtf8 } from './body.js';

/** Objects and arrays in one another; many more would exhaust the stack of a program that walks through them. */
const mostLevels = 128;

export interface BodyLimits {
  maxBytes: number;
  timeoutMs: number;
}

/**
 * Reads and parses the body of a POST. What the gateway cannot read is not forwarded, because a server that reads it
 * differently would do something that was neither checked nor recorded.
 * @returns null when the request has been answered instead
 */
export async function readMessages(
  req: IncomingMessage,
  request: McpRequest,
  limits: BodyLimits,
): Promise<{ body: Buffer; parsed: Parsed } | null> {
  const { res, origin } = request.reply;
  const unreadable = unreadableEncoding(req);
  if (unreadable) {
    drain(req);
    answerError(res, origin, { code: 'invalid_request', status: 415, message: unreadable });
    return null;
  }
  const body = await readBody(req, limits.maxBytes, limits.timeoutMs);
  if (body === 'too_large') {
    const message =
      `The request body is larger than ${limits.maxBytes / (1 << 20)} MiB, the most that the ` +
      'gateway takes. Nothing was passed on.';
    // Without `Connection: close`, which would end the connection while the client sends: a reset discards the answer.
    answerError(res, origin, { code: 'payload_too_large', message, rpcCode: rpcCodes.invalidRequest });
  } else if (body === 'too_slow') {
    const message = 'The request body did not arrive in time.';
    answerError(res, origin, { code: 'timeout', status: 408, message, headers: ['connection', 'close'] });
  }
  if (typeof body === 'string') return null;
  if (nestsDeeper(body, mostLevels)) {
    const message = `The request body nests deeper than ${mostLevels} levels. Nothing was passed on.`;
    answerError(res, origin, { code: 'invalid_request', message, rpcCode: rpcCodes.invalidRequest });
    return null;
  }
  const parsed = isUtf8(body) ? parseMessages(body.toString('utf8')) : null;
  if (parsed) return { body, parsed };
  const message = 'The request body is not a JSON-RPC message in UTF-8 JSON. Nothing was passed on.';
  answerError(res, origin, { code: 'malformed_json', message, rpcCode: rpcCodes.parseError });
  return null;
}

function unreadableEncoding(req: IncomingMessage): string | null {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return 'The request body is compressed, which the gateway does not read. Send it as it is.';
  if (!saysUtf8(req.rawHeaders))
    return 'The request body has another charset than UTF-8, which is the only one of JSON. Nothing was passed on.';
  return null;
}
