import type { CallStart } from './calls.js';
import { modernClient } from '../protocol/era.js';
import { paramsOf, textOf, type ClientInfo, type Message } from '../protocol/jsonrpc.js';
import type { McpRequest } from '../endpoint/request.js';
import type { Session } from '../sessions/session-store.js';

/** What is recorded of a tool call when it begins. */
export function callStart(request: McpRequest, session: Session | null, message: Message): CallStart {
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

/** As the client called itself, else as it is registered, else as its library does. */
function clientOf(request: McpRequest, session: Session | null, message: Message): ClientInfo {
  const client = session ? session.record.client : modernClient(message);
  return client.name ? client : { name: request.caller.clientName || userAgent(request.rawHeaders), version: '' };
}

function userAgent(raw: readonly string[]): string {
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (raw[i]!.toLowerCase() === 'user-agent') return raw[i + 1]!.slice(0, 200);
  return '';
}
