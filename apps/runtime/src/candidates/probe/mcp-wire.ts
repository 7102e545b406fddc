import http from 'node:http';
import { createParser } from 'eventsource-parser';

/** Where a server listens, and what a conversation with it may cost. */
export interface Wire {
  host: string;
  port: number;
  signal: AbortSignal;
  /** Bytes that this conversation may still read; shared by all its answers. */
  budget: { bytes: number };
}

export interface RpcMessage {
  jsonrpc: '2.0';
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

export type WireFailure = 'refused' | 'silent' | 'broken' | 'too_large';

/** No complete answer came. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    readonly failure: WireFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface HttpAnswer {
  status: number;
  contentType: string;
  headers: http.IncomingHttpHeaders;
  /** The answer to the request's id; undefined when the server said something else. */
  message?: RpcMessage;
  /** The first characters of a body that is no JSON-RPC answer. */
  excerpt: string;
}

const excerptLength = 160;

/** Opens a request as the gateway would send it; the caller reads or destroys the response. */
export function open(
  wire: Wire,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | undefined,
  timeoutMs: number,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: wire.host,
      port: wire.port,
      method,
      path,
      agent: false,
      signal: wire.signal,
      // Servers built with the SDKs refuse any other host.
      headers: {
        Host: `localhost:${wire.port}`,
        ...headers,
        ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
    });
    const timer = setTimeout(
      () => request.destroy(new WireError('silent', `no answer within ${Math.round(timeoutMs / 1000)} s`)),
      timeoutMs,
    );
    request.on('response', (response) => {
      clearTimeout(timer);
      // The rest of the answer has the same limit; a stream that is meant to stay open is read with its own.
      resolve(response);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(wireError(error));
    });
    request.end(body);
  });
}

/** Sends one message and reads until its answer, as JSON or as an event stream. */
export async function post(
  wire: Wire,
  path: string,
  message: RpcMessage,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const body = JSON.stringify(message);
  const response = await open(
    wire,
    'POST',
    path,
    { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
    body,
    timeoutMs,
  );
  const contentType = response.headers['content-type'] ?? '';
  const answer: HttpAnswer = { status: response.statusCode ?? 0, contentType, headers: response.headers, excerpt: '' };
  const timer = setTimeout(() => response.destroy(new WireError('silent', 'the answer did not end')), timeoutMs);
  try {
    if (contentType.startsWith('text/event-stream')) {
      for await (const event of eventsOf(response, wire)) {
        const received = parse(event.data);
        if (received && received.id === message.id && received.method === undefined)
          return { ...answer, message: received };
        if (message.id === undefined) return answer;
      }
      return answer;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response as AsyncIterable<Buffer>) {
      spend(wire, chunk.length);
      text += decoder.decode(chunk, { stream: true });
    }
    const received = parse(text);
    if (
      received &&
      (received.id === message.id || (received.error && received.id == null)) &&
      received.method === undefined
    )
      return { ...answer, message: received };
    return {
      ...answer,
      excerpt: text
        .slice(0, 4 * excerptLength)
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, excerptLength),
    };
  } catch (error) {
    throw wireError(error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

export async function* eventsOf(
  response: http.IncomingMessage,
  wire: Wire,
): AsyncGenerator<{ event: string; data: string }> {
  const ready: { event: string; data: string }[] = [];
  const parser = createParser({
    onEvent: (event) => ready.push({ event: event.event ?? 'message', data: event.data }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of response as AsyncIterable<Buffer>) {
    spend(wire, chunk.length);
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
}

export function parse(text: string): RpcMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'jsonrpc' in value ? (value as RpcMessage) : undefined;
  } catch {
    return undefined;
  }
}

function spend(wire: Wire, bytes: number): void {
  wire.budget.bytes -= bytes;
  if (wire.budget.bytes < 0) throw new WireError('too_large', 'it sent more than its answers may hold');
}

export function wireError(error: unknown): Error {
  if (error instanceof WireError || (error as Error).name === 'AbortError') return error as Error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new WireError('refused', 'the connection was refused', { cause: error });
  return new WireError('broken', `the connection broke (${code ?? message})`, { cause: error });
}
