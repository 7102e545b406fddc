import { createServer, type IncomingMessage, request, type RequestListener } from 'node:http';
import { duplexPair, Readable } from 'node:stream';

/**
 * A fetch whose requests reach `listener` as any request would, without leaving the process: what they carry is on no
 * network.
 */
export function innerFetch(listener: RequestListener): (url: string | URL, init?: RequestInit) => Promise<Response> {
  // It never listens; connections are handed to it.
  const server = createServer(listener);
  return async (url, init = {}) => {
    const [near, far] = duplexPair();
    server.emit('connection', far);
    const { pathname, search, host } = new URL(url);
    const sent = request({
      method: init.method ?? 'GET',
      path: pathname + search,
      headers: { ...Object.fromEntries(new Headers(init.headers)), host },
      createConnection: () => near,
      signal: init.signal ?? undefined,
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(typeof init.body === 'string' ? init.body : undefined);
    });
    const status = answer.statusCode ?? 502;
    const headers = new Headers(
      Object.entries(answer.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      ),
    );
    const bodyless = status === 204 || status === 205 || status === 304;
    if (bodyless) answer.resume();
    return new Response(bodyless ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), { status, headers });
  };
}
