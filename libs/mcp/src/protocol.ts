/** Newest revision of the era without sessions. */
export const modernVersion = '2026-07-28';
/** Newest revision of the era with `initialize`; a server may settle on an older one. */
export const legacyVersion = '2025-11-25';

/** Content types of an answer over streamable HTTP, as an `Accept` header. */
export const answerTypes = 'application/json, text/event-stream';

/** A request, a notification or an answer of JSON-RPC 2.0. */
export interface RpcMessage {
  jsonrpc: '2.0';
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** How a client names itself to servers. */
export interface ClientInfo {
  name: string;
  version: string;
}

/** The first message of a client of the legacy era. */
export function initializeRequest(id: number, clientInfo: ClientInfo): RpcMessage {
  return {
    jsonrpc: '2.0',
    id,
    method: 'initialize',
    params: { protocolVersion: legacyVersion, capabilities: {}, clientInfo },
  };
}

/** What a client of the legacy era says once `initialize` was answered. */
export const initializedNotification: RpcMessage = { jsonrpc: '2.0', method: 'notifications/initialized' };

/** A request of the modern era, which carries the version in its `_meta` and in the headers. */
export function modernRequest(
  id: number,
  method: string,
  params: Record<string, unknown>,
  clientInfo: ClientInfo,
): { headers: Record<string, string>; body: RpcMessage } {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernVersion,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    headers: { 'mcp-protocol-version': modernVersion, 'mcp-method': method },
    body: { jsonrpc: '2.0', id, method, params: { ...params, _meta } },
  };
}

/** The message in a text; undefined when it is no JSON-RPC. */
export function parseMessage(text: string): RpcMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'jsonrpc' in value ? (value as RpcMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a message answers the request with this id. An error without an id answers any request. */
export function isAnswerTo(id: number | undefined, message: RpcMessage): boolean {
  return message.method === undefined && (message.id === id || (message.error !== undefined && message.id == null));
}

/** The value as an object; undefined when it is something else. */
export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
