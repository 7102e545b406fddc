import { createParser } from 'eventsource-parser';
import { ConnectionError, connectionErrorOf } from './connection-error.js';
import type { Fetch } from './http-fetch.js';
import { isAnswerTo, parseMessage, type RpcMessage } from './protocol.js';

/** How to reach a server, and what it may cost. */
export interface Link {
  fetch: Fetch;
  /** Ends every exchange over this link, with its own reason. */
  signal?: AbortSignal;
  /** Time until the head of a response, and again until its end. */
  timeoutMs: number;
  /** Bytes that may still be read over this link; shared by all its exchanges. */
  budget?: { bytes: number };
  /** Sent with every request. */
  headers?: Record<string, string>;
}

/** A request to a server. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'OPTIONS' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

/** A server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

/** A request whose response has begun. Redirects are not followed: clients meet them as they are. */
export class Exchange {
  readonly status: number;
  readonly headers: Headers;

  private constructor(
    readonly response: Response,
    private readonly link: Link,
    private readonly over: AbortController,
  ) {
    this.status = response.status;
    this.headers = response.headers;
  }

  /** @throws ConnectionError, or the reason of the link's signal */
  static async open(link: Link, { method, url, headers, body }: HttpRequest): Promise<Exchange> {
    const over = new AbortController();
    const { timeoutMs } = link;
    const work = link.fetch(url, {
      method,
      redirect: 'manual',
      signal: link.signal ? AbortSignal.any([link.signal, over.signal]) : over.signal,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...link.headers,
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const failure = `no answer within ${Math.round(timeoutMs / 1000)} s`;
    try {
      return new Exchange(await within(over, timeoutMs, failure, work), link, over);
    } catch (error) {
      throw failureOf(error, link, over);
    }
  }

  get contentType(): string {
    return this.headers.get('content-type') ?? '';
  }

  get isEventStream(): boolean {
    return this.contentType.startsWith('text/event-stream');
  }

  /** @throws ConnectionError, or the reason of the link's signal */
  async *text(): AsyncGenerator<string, void> {
    const decoder = new TextDecoder();
    const { budget } = this.link;
    try {
      for await (const chunk of this.response.body ?? []) {
        if (budget && (budget.bytes -= chunk.length) < 0)
          throw new ConnectionError('too_large', 'it sent more than its answers may hold');
        yield decoder.decode(chunk, { stream: true });
      }
    } catch (error) {
      throw failureOf(error, this.link, this.over);
    }
  }

  /** The events of a stream. @throws ConnectionError, or the reason of the link's signal */
  async *events(): AsyncGenerator<ServerEvent, void> {
    const ready: ServerEvent[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => ready.push({ event: event ?? 'message', data }),
    });
    for await (const text of this.text()) {
      parser.feed(text);
      yield* ready.splice(0);
    }
  }

  /** Ends the exchange with `failure` unless the work is done in time. */
  within<T>(timeoutMs: number, failure: string, work: Promise<T>): Promise<T> {
    return within(this.over, timeoutMs, failure, work);
  }

  close(): void {
    this.over.abort(new ConnectionError('broken', 'it was closed'));
  }
}

/** A response that was read as far as its answer. */
export interface Answer {
  status: number;
  contentType: string;
  headers: Headers;
  /** The answer to the request's id; undefined when the server said something else. */
  message?: RpcMessage;
  /** What was read; of an event stream that had the answer, only the answer. */
  text: string;
}

/**
 * Sends a request and reads until its answer, as JSON or as an event stream, or until `maxChars`. Of a stream that GET
 * opened nothing is read: it may stay silent.
 *
 * @throws ConnectionError, or the reason of the link's signal
 */
export async function send(link: Link, request: HttpRequest, maxChars = Infinity): Promise<Answer> {
  const exchange = await Exchange.open(link, request);
  const { status, contentType, headers } = exchange;
  const id = (request.body as RpcMessage | undefined)?.id;
  try {
    const read = exchange.isEventStream
      ? request.method === 'GET'
        ? Promise.resolve({ text: '' })
        : answerInStream(exchange, id, maxChars)
      : answerInBody(exchange, id, maxChars);
    return { status, contentType, headers, ...(await exchange.within(link.timeoutMs, 'the answer did not end', read)) };
  } finally {
    exchange.close();
  }
}

type Read = Pick<Answer, 'message' | 'text'>;

async function answerInStream(exchange: Exchange, id: number | undefined, maxChars: number): Promise<Read> {
  let chars = 0;
  for await (const { data } of exchange.events()) {
    const message = parseMessage(data);
    if (message && message.id === id && message.method === undefined) return { message, text: data };
    if (id === undefined || (chars += data.length) > maxChars) break;
  }
  return { text: '' };
}

async function answerInBody(exchange: Exchange, id: number | undefined, maxChars: number): Promise<Read> {
  let text = '';
  for await (const piece of exchange.text()) {
    text += piece;
    if (text.length > maxChars) break;
  }
  const message = parseMessage(text);
  return message && isAnswerTo(id, message) ? { message, text } : { text };
}

async function within<T>(over: AbortController, timeoutMs: number, failure: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => over.abort(new ConnectionError('silent', failure)), timeoutMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** A signal that fired says why; what the connection says then follows from it. */
function failureOf(error: unknown, link: Link, over: AbortController): unknown {
  if (over.signal.aborted) return over.signal.reason;
  if (link.signal?.aborted) return link.signal.reason;
  return connectionErrorOf(error);
}
