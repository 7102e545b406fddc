import { modernClient } from '../protocol/era.js';
import { paramsOf, textOf, type ClientInfo, type Message } from '../protocol/jsonrpc.js';
import type { CallStart } from '../recording/calls.js';
import type { McpSession } from '../sessions/mcp-session.js';
import type { McpRequest } from './request.js';

/** What is recorded of a tool call when it begins. */
export function callStart(request: McpRequest, session: McpSession | null, message: Message): CallStart {
  const { route, caller, correlationId } = request;
  const params = paramsOf(message);
  return {
    serverId: route.serverId,
    secretsVersion: route.secretsVersion,
    deploymentId: session?.record.target.deploymentId ?? route.deploymentId,
    tool: textOf(params, 'name').slice(0, 256),
    user: { id: caller.id, name: caller.name },
    client: clientOf(request, session, message),
    input: JSON.stringify(params.arguments ?? {}),
    correlationId,
    requestState: textOf(params, 'requestState'),
    mask: request.mask,
  };
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
