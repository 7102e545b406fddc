import { open, eventsOf, type HttpAnswer, parse, post, type RpcMessage, type Wire, WireError } from './mcp-wire.js';

/** Newest revision of each era that is offered; the server may settle on an older legacy one. */
const modernVersion = '2026-07-28';
const legacyVersion = '2025-11-25';
const clientInfo = { name: 'toolyard', version: '1' };
const sniffMs = 2_000;

export interface Greeting {
  era: 'modern' | 'legacy';
  transport: 'streamable-http' | 'sse';
  protocolVersion: string;
  serverInfo: { name: string; version: string };
}

/** A server that has introduced itself. Ends with `close`, which also ends the session it may have made. */
export interface Conversation extends Greeting {
  request(method: string, params?: Record<string, unknown>): Promise<RpcMessage>;
  close(): Promise<void>;
}

/** What a path answered instead of MCP. */
export interface Refusal {
  path: string;
  status: number;
  contentType: string;
  excerpt: string;
}

export type Opened = { conversation: Conversation } | { refusal: Refusal };

/** The stateless era (2026-07-28): no session, the version in every request. */
export async function openModern(wire: Wire, path: string, timeoutMs: number): Promise<Opened> {
  let id = 0;
  const send = (method: string, params: Record<string, unknown> = {}) => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': modernVersion,
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const message: RpcMessage = { jsonrpc: '2.0', id: ++id, method, params: { ...params, _meta: meta } };
    return post(wire, path, message, { 'MCP-Protocol-Version': modernVersion, 'Mcp-Method': method }, timeoutMs);
  };
  const answer = await send('server/discover');
  const result = record(answer.message?.result);
  if (!Array.isArray(result?.['supportedVersions']) || !result['supportedVersions'].includes(modernVersion))
    return { refusal: refusalOf(path, answer) };
  const meta = record(result['_meta']);
  return {
    conversation: {
      era: 'modern',
      transport: 'streamable-http',
      protocolVersion: modernVersion,
      serverInfo: infoOf(meta?.['io.modelcontextprotocol/serverInfo'] ?? result['serverInfo']),
      request: async (method, params) => messageOf(await send(method, params)),
      close: async () => undefined,
    },
  };
}

/** Streamable HTTP with `initialize` (2025-03-26 to 2025-11-25). */
export async function openLegacy(wire: Wire, path: string, timeoutMs: number): Promise<Opened> {
  let id = 0;
  const answer = await post(wire, path, initialize(++id), {}, timeoutMs);
  const greeting = greetingOf(answer.message, 'streamable-http');
  if (!greeting) return { refusal: refusalOf(path, answer) };
  const session = answer.headers['mcp-session-id'];
  const headers = {
    'MCP-Protocol-Version': greeting.protocolVersion,
    ...(typeof session === 'string' ? { 'Mcp-Session-Id': session } : {}),
  };
  await post(wire, path, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers, timeoutMs);
  return {
    conversation: {
      ...greeting,
      request: async (method, params) =>
        messageOf(
          await post(wire, path, { jsonrpc: '2.0', id: ++id, method, params: params ?? {} }, headers, timeoutMs),
        ),
      close: async () => {
        // Many servers do not know DELETE; the session then ends by itself.
        if (session)
          await open(wire, 'DELETE', path, headers, undefined, sniffMs).then(
            (response) => response.destroy(),
            () => undefined,
          );
      },
    },
  };
}

/** HTTP with server-sent events (2024-11-05): the first event names where to post, answers come on the stream. */
export async function openSse(wire: Wire, path: string, timeoutMs: number): Promise<Opened> {
  const response = await open(
    wire,
    'GET',
    path,
    { Accept: 'text/event-stream' },
    undefined,
    Math.min(timeoutMs, 2 * sniffMs),
  );
  const contentType = response.headers['content-type'] ?? '';
  const refusal = { path, status: response.statusCode ?? 0, contentType, excerpt: '' };
  if (!contentType.startsWith('text/event-stream')) {
    response.destroy();
    return { refusal };
  }
  const events = eventsOf(response, wire);
  /** @throws WireError when nothing comes in time; the stream is over then. */
  const nextEvent = async (limitMs: number) => {
    const timer = setTimeout(
      () => response.destroy(new WireError('silent', `no answer within ${Math.round(limitMs / 1000)} s`)),
      limitMs,
    );
    try {
      return (await events.next()).value;
    } finally {
      clearTimeout(timer);
    }
  };
  const first = await nextEvent(sniffMs).catch(() => undefined);
  if (first?.event !== 'endpoint') {
    response.destroy();
    return { refusal };
  }
  const endpoint = new URL(first.data, `http://localhost:${wire.port}${path}`);
  let id = 0;
  const exchange = async (message: RpcMessage): Promise<RpcMessage> => {
    const posted = await post(wire, endpoint.pathname + endpoint.search, message, {}, timeoutMs);
    if (posted.message || message.id === undefined || posted.status >= 400) return messageOf(posted);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const event = await nextEvent(Math.max(1, deadline - Date.now()));
      if (!event) throw new WireError('broken', 'the event stream ended');
      const received = parse(event.data);
      if (received?.id === message.id && received?.method === undefined) return received!;
    }
  };
  const greeting = greetingOf(await exchange(initialize(++id)), 'sse');
  if (!greeting) {
    response.destroy();
    return { refusal };
  }
  await exchange({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return {
    conversation: {
      ...greeting,
      request: (method, params) => exchange({ jsonrpc: '2.0', id: ++id, method, params: params ?? {} }),
      close: async () => void response.destroy(),
    },
  };
}

function initialize(id: number): RpcMessage {
  return {
    jsonrpc: '2.0',
    id,
    method: 'initialize',
    params: { protocolVersion: legacyVersion, capabilities: {}, clientInfo },
  };
}

function greetingOf(message: RpcMessage | undefined, transport: Greeting['transport']): Greeting | undefined {
  const result = record(message?.result);
  if (typeof result?.['protocolVersion'] !== 'string') return undefined;
  return {
    era: 'legacy',
    transport,
    protocolVersion: result['protocolVersion'].slice(0, 40),
    serverInfo: infoOf(result['serverInfo']),
  };
}

function infoOf(value: unknown): Greeting['serverInfo'] {
  const info = record(value);
  const text = (field: unknown) => (typeof field === 'string' ? field.slice(0, 200) : '');
  return { name: text(info?.['name']), version: text(info?.['version']) };
}

function refusalOf(path: string, answer: HttpAnswer): Refusal {
  const said = answer.message?.error
    ? `JSON-RPC error ${answer.message.error.code}: ${String(answer.message.error.message).slice(0, 160)}`
    : answer.excerpt;
  return { path, status: answer.status, contentType: answer.contentType.split(';')[0]!, excerpt: said };
}

function messageOf(answer: HttpAnswer): RpcMessage {
  return (
    answer.message ?? {
      jsonrpc: '2.0',
      error: { code: answer.status, message: `HTTP ${answer.status} ${answer.excerpt}`.trim() },
    }
  );
}

export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
