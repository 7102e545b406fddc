import { JsonObserver, SseObserver, type AnswerObserver } from '../protocol/answer-observers.js';
import { answerTypes, isEventStream } from '../protocol/media-types.js';
import type { Message } from '../protocol/jsonrpc.js';
import type { Target, Upstreams } from './upstreams.js';

interface UpstreamAnswer {
  status: number;
  /** Session id of the container. */
  innerId: string | null;
  /** The first answer (a message without a method); null for a notification. */
  message: Message | null;
}

const timeoutMs = 10_000;
const capBytes = 1 << 20;

/**
 * Sends one small message of the gateway itself to a container. Resolves with the first answer, without waiting for the
 * end of the stream.
 * @throws when the container cannot be reached, or does not answer within 10 s
 */
export function askUpstream(
  upstreams: Upstreams,
  target: Target,
  path: string,
  body: string,
  options: {
    innerId: string | null;
    version: string | null;
    method?: 'POST' | 'DELETE';
    serverHeaders?: readonly string[];
  },
): Promise<UpstreamAnswer> {
  const headers = [
    'host',
    `localhost:${target.port}`,
    'content-type',
    'application/json',
    'accept',
    answerTypes,
    'accept-encoding',
    'identity',
  ];
  headers.push('user-agent', 'toolyard-gateway');
  if (options.innerId) headers.push('mcp-session-id', options.innerId);
  if (options.version) headers.push('mcp-protocol-version', options.version);
  if (options.serverHeaders) headers.push(...options.serverHeaders);
  return new Promise((resolve, reject) => {
    const found: UpstreamAnswer = { status: 0, innerId: options.innerId, message: null };
    let abort: ((error: Error) => void) | null = null;
    let observer: AnswerObserver | null = null;
    let over = false;
    const timer = setTimeout(
      () => finish(new Error(`The container did not answer within ${timeoutMs / 1_000} s.`)),
      timeoutMs,
    );
    function finish(error: Error | null): void {
      if (over) return;
      over = true;
      clearTimeout(timer);
      upstreams.release(target);
      if (error) reject(error);
      else resolve(found);
      abort?.(new Error('answered'));
    }
    const listener = {
      onMessage: (message: Message) => {
        if (message.method !== undefined || found.message) return;
        found.message = message;
        // An event stream may stay open after the answer.
        if (observer instanceof SseObserver) setImmediate(finish, null);
      },
      onOversized: () => finish(new Error('The container answered with more than can be kept.')),
    };
    upstreams.dispatch(
      target,
      { method: options.method ?? 'POST', path: upstreams.pathOn(target, path), headers, body: body || null },
      {
        onRequestStart: (controller) => {
          abort = (error) => controller.abort(error);
          if (over) controller.abort(new Error('too late'));
        },
        onResponseStart: (_controller, status, head) => {
          found.status = status;
          const innerId = head['mcp-session-id'];
          if (typeof innerId === 'string') found.innerId = innerId;
          observer = isEventStream(head['content-type'])
            ? new SseObserver(listener, capBytes)
            : new JsonObserver(listener, capBytes);
        },
        onResponseData: (_controller, chunk) => observer?.write(chunk),
        onResponseEnd: () => {
          observer?.end();
          abort = null;
          finish(null);
        },
        onResponseError: (_controller, error) => finish(error),
      },
    );
  });
}
