import { ConnectionError } from './connection-error.js';
import { type Answer, Exchange, type Link, send, type ServerEvent } from './exchange.js';
import {
  answerTypes,
  type ClientInfo,
  initializedNotification,
  initializeRequest,
  modernRequest,
  modernVersion,
  parseMessage,
  record,
  type RpcMessage,
} from './protocol.js';

const defaultClient: ClientInfo = { name: 'toolyard', version: '1' };
const closingMs = 2_000;
const excerptLength = 160;

/** What a server said of itself when the conversation opened. */
export interface Greeting {
  era: 'modern' | 'legacy';
  transport: 'streamable-http' | 'sse';
  protocolVersion: string;
  serverInfo: { name: string; version: string };
}

/**
 * A server that has introduced itself. Raw JSON-RPC, because the SDK's client hides what its users ask for: the status,
 * answers that are not MCP, and results that the schemas of the protocol do not allow.
 */
export interface Conversation extends Greeting {
  /** The answer to a request; an answer that is no JSON-RPC becomes an error with the HTTP status as its code. */
  request(method: string, params?: Record<string, unknown>): Promise<RpcMessage>;
  /** Ends the conversation, and the session that it may have made. */
  close(): Promise<void>;
}

/** A conversation in which every request has a response of its own. */
export interface HttpConversation extends Conversation {
  /** The answer to a request with its status. */
  send(method: string, params?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>;
  /** A request whose response the caller reads. */
  open(method: string, params?: Record<string, unknown>, signal?: AbortSignal): Promise<Exchange>;
}

/** What answered instead of MCP. */
export interface Refusal {
  status: number;
  contentType: string;
  /** The first characters of the body, or the JSON-RPC error. */
  excerpt: string;
}

/** A conversation, or what the server answered instead. */
export type Opened<C extends Conversation = Conversation> = { conversation: C } | { refusal: Refusal };

/** The stateless era (2026-07-28): no session, the version in every request. @throws ConnectionError */
export async function openModern(link: Link, url: string, client = defaultClient): Promise<Opened<HttpConversation>> {
  const talk = overHttp(link, url, (id, method, params) => modernRequest(id, method, params, client));
  const answer = await talk.send('server/discover');
  const result = record(answer.message?.result);
  if (!Array.isArray(result?.['supportedVersions']) || !result['supportedVersions'].includes(modernVersion))
    return { refusal: refusalOf(answer) };
  const meta = record(result['_meta']);
  return {
    conversation: {
      ...talk,
      era: 'modern',
      transport: 'streamable-http',
      protocolVersion: modernVersion,
      serverInfo: serverInfoOf(meta?.['io.modelcontextprotocol/serverInfo'] ?? result['serverInfo']),
      close: async () => undefined,
    },
  };
}

/** Streamable HTTP with `initialize` (2025-03-26 to 2025-11-25). @throws ConnectionError */
export async function openLegacy(link: Link, url: string, client = defaultClient): Promise<Opened<HttpConversation>> {
  const post = { method: 'POST' as const, url };
  const answer = await send(link, { ...post, headers: { accept: answerTypes }, body: initializeRequest(1, client) });
  const greeting = greetingOf(answer.message, 'streamable-http');
  if (!greeting) return { refusal: refusalOf(answer) };
  const session = answer.headers.get('mcp-session-id');
  const headers = {
    accept: answerTypes,
    'mcp-protocol-version': greeting.protocolVersion,
    ...(session ? { 'mcp-session-id': session } : {}),
  };
  await send(link, { ...post, headers, body: initializedNotification });
  return {
    conversation: {
      ...greeting,
      ...overHttp(link, url, (id, method, params) => ({ headers, body: { jsonrpc: '2.0', id, method, params } })),
      close: async () => {
        // Many servers do not have DELETE; they expire the session.
        if (session)
          await Exchange.open({ ...link, timeoutMs: closingMs }, { method: 'DELETE', url, headers }).then(
            (exchange) => exchange.close(),
            () => undefined,
          );
      },
    },
  };
}

type MakeRequest = (
  id: number,
  method: string,
  params: Record<string, unknown>,
) => { headers: Record<string, string>; body: RpcMessage };

function overHttp(link: Link, url: string, make: MakeRequest): Pick<HttpConversation, 'request' | 'send' | 'open'> {
  let id = 1;
  const requestOf = (method: string, params: Record<string, unknown> = {}) => {
    const { headers, body } = make(++id, method, params);
    return { method: 'POST' as const, url, headers: { accept: answerTypes, ...headers }, body };
  };
  const linkOf = (signal?: AbortSignal) => (signal ? { ...link, signal } : link);
  return {
    send: (method, params, signal) => send(linkOf(signal), requestOf(method, params)),
    open: (method, params, signal) => Exchange.open(linkOf(signal), requestOf(method, params)),
    request: async (method, params) => messageOf(await send(link, requestOf(method, params))),
  };
}

/**
 * HTTP with server-sent events (2024-11-05): the first event names where to post, answers come on the stream.
 *
 * @param sniffMs time for the first event; half of what the head of the response has
 * @throws ConnectionError
 */
export async function openSse(link: Link, url: string, sniffMs = 2_000): Promise<Opened> {
  const { timeoutMs } = link;
  const stream = await Exchange.open(
    { ...link, timeoutMs: Math.min(timeoutMs, 2 * sniffMs) },
    { method: 'GET', url, headers: { accept: 'text/event-stream' } },
  );
  const refused = () => {
    stream.close();
    return { refusal: { status: stream.status, contentType: mediaType(stream.contentType), excerpt: '' } };
  };
  if (!stream.isEventStream) return refused();
  const events = stream.events();
  const nextEvent = async (limitMs: number): Promise<ServerEvent | undefined> => {
    const failure = `no answer within ${Math.round(limitMs / 1000)} s`;
    const { value, done } = await stream.within(limitMs, failure, events.next());
    return done ? undefined : value;
  };
  const first = await nextEvent(sniffMs).catch(() => undefined);
  if (first?.event !== 'endpoint') return refused();
  const endpoint = new URL(first.data, url);
  const postUrl = new URL(endpoint.pathname + endpoint.search, url).href;
  const exchange = async (body: RpcMessage): Promise<RpcMessage> => {
    const posted = await send(link, { method: 'POST', url: postUrl, headers: { accept: answerTypes }, body });
    if (posted.message || body.id === undefined || posted.status >= 400) return messageOf(posted);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const event = await nextEvent(Math.max(1, deadline - Date.now()));
      if (!event) throw new ConnectionError('broken', 'the event stream ended');
      const received = parseMessage(event.data);
      if (received?.id === body.id && received?.method === undefined) return received!;
    }
  };
  let id = 1;
  const greeting = greetingOf(await exchange(initializeRequest(id, defaultClient)), 'sse');
  if (!greeting) return refused();
  await exchange(initializedNotification);
  return {
    conversation: {
      ...greeting,
      request: (method, params = {}) => exchange({ jsonrpc: '2.0', id: ++id, method, params }),
      close: async () => stream.close(),
    },
  };
}

function greetingOf(message: RpcMessage | undefined, transport: Greeting['transport']): Greeting | undefined {
  const result = record(message?.result);
  if (typeof result?.['protocolVersion'] !== 'string') return undefined;
  return {
    era: 'legacy',
    transport,
    protocolVersion: result['protocolVersion'].slice(0, 40),
    serverInfo: serverInfoOf(result['serverInfo']),
  };
}

function serverInfoOf(value: unknown): Greeting['serverInfo'] {
  const info = record(value);
  const text = (field: unknown) => (typeof field === 'string' ? field.slice(0, 200) : '');
  return { name: text(info?.['name']), version: text(info?.['version']) };
}

const mediaType = (contentType: string): string => contentType.split(';')[0]!;

function refusalOf({ status, contentType, message, text }: Answer): Refusal {
  const excerpt = message?.error
    ? `JSON-RPC error ${message.error.code}: ${String(message.error.message).slice(0, excerptLength)}`
    : excerptOf(message, text);
  return { status, contentType: mediaType(contentType), excerpt };
}

function messageOf({ message, status, text }: Answer): RpcMessage {
  return (
    message ?? {
      jsonrpc: '2.0',
      error: { code: status, message: `HTTP ${status} ${excerptOf(message, text)}`.trim() },
    }
  );
}

/** The first characters of a body that is no answer. */
function excerptOf(message: RpcMessage | undefined, text: string): string {
  if (message) return '';
  const start = text.slice(0, 4 * excerptLength);
  return start.replace(/\s+/g, ' ').trim().slice(0, excerptLength);
}
