import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { ConnectionError } from './connection-error.js';

/** The form of `fetch` that the clients here and those of the SDK take. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A fetch with a connection of its own for every request, to the place that `to` names. The URL gives the path and the
 * Host header only: servers made with the SDKs refuse every host but `localhost`.
 */
export function httpFetch(to: Pick<RequestOptions, 'host' | 'port' | 'createConnection'>): Fetch {
  return async (url, init = {}) => {
    const { host, pathname, search } = new URL(url);
    const sent = request({
      ...to,
      ...(to.createConnection ? {} : { agent: false }),
      method: init.method ?? 'GET',
      path: pathname + search,
      headers: { 'accept-encoding': 'identity', ...Object.fromEntries(new Headers(init.headers)), host },
      signal: init.signal ?? undefined,
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      // It stays: a request that is aborted later emits another error.
      sent.on('error', reject);
      sent.end(typeof init.body === 'string' ? init.body : undefined);
    });
    return responseOf(answer);
  };
}

const bodyless = new Set([204, 205, 304]);

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  if (bodyless.has(status)) answer.resume();
  const body = bodyless.has(status) ? null : (Readable.toWeb(decoded(answer)) as ReadableStream<Uint8Array>);
  if (status >= 200 && status <= 599) return new Response(body, { status, headers });
  // HTTP allows other numbers, `Response` does not.
  return Object.defineProperty(new Response(body, { headers }), 'status', { value: status });
}

const finishFlush = zlib.constants.Z_SYNC_FLUSH;

/** The command line runs on Node 20 as well, which has no Zstandard. */
const decoders: Record<string, (() => Transform) | undefined> = {
  gzip: () => zlib.createGunzip({ finishFlush }),
  deflate: () => zlib.createInflate({ finishFlush }),
  br: zlib.createBrotliDecompress,
  zstd: zlib.createZstdDecompress,
};

/** The body without its content coding. Some servers compress although no coding was asked for. */
function decoded(answer: IncomingMessage): Readable {
  const coding = answer.headers['content-encoding']?.trim().toLowerCase().replace(/^x-/, '') ?? '';
  if (coding === '' || coding === 'identity') return answer;
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding]?.() : undefined;
  if (decoder) return pipeline(answer, decoder, () => undefined);
  answer.destroy();
  throw new ConnectionError('broken', 'the answer is compressed in a way that was not asked for');
}
