import { timeoutSecondsOf, type Route } from '@toolyard/contracts';
import { modernClient } from '../protocol/era.js';
import { compactText, memberText } from '../protocol/json-text.js';
import { paramsOf, sourceOf, textOf, type ClientInfo, type Message, type Parsed } from '../protocol/jsonrpc.js';
import type { CallStart } from '../recording/pending-call.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { McpRequest } from './request.js';

/** What is recorded of a tool call when it begins. */
export function callStart(
  request: McpRequest,
  session: McpSession | null,
  parsed: Parsed,
  message: Message,
): CallStart {
  const { route, caller, correlationId } = request;
  const params = paramsOf(message);
  const tool = textOf(params, 'name');
  return {
    serverId: route.serverId,
    secretsVersion: route.secretsVersion,
    deploymentId: session?.record.target.deploymentId ?? route.deploymentId,
    tool: tool.slice(0, 256),
    user: { id: caller.id, name: caller.name },
    client: clientOf(request, session, message),
    input: argumentsText(parsed, message),
    correlationId,
    requestState: textOf(params, 'requestState'),
    timeoutMs: timeoutMsOf(route, tool),
    mask: request.mask,
    trace: request.trace?.recorded(message),
  };
}

/** The time limit that the server sets for a request, or for a call of a tool; null: the installation's. */
export function timeoutMsOf({ limits }: Route, tool?: string): number | null {
  const seconds = timeoutSecondsOf(limits, tool);
  return seconds === null ? null : seconds * 1_000;
}

/** The arguments as they were written, so that their numbers have every digit. */
function argumentsText(parsed: Parsed, message: Message): string {
  const text = memberText(sourceOf(parsed, message), 'params', 'arguments');
  return text === undefined || text === 'null' ? '{}' : compactText(text);
}

/** The client's own name in MCP, else the name of its OAuth client, else its `User-Agent`. */
function clientOf(request: McpRequest, session: McpSession | null, message: Message): ClientInfo {
  const client = session ? session.record.client : modernClient(message);
  return client.name ? client : { name: request.caller.clientName || userAgent(request.rawHeaders), version: '' };
}

function userAgent(raw: readonly string[]): string {
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (raw[i]!.toLowerCase() === 'user-agent') return raw[i + 1]!.slice(0, 200);
  return '';
}
