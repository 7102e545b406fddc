/** One request of the check and what came back. Redirects are not followed: clients meet them as they are. */
export interface Asked {
  method: 'GET' | 'POST' | 'OPTIONS' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Got {
  /** Null when nothing came back; `problem` says why. */
  status: number | null;
  headers: Headers;
  text: string;
  /** The body, or the first JSON-RPC answer of an event stream; null when it is no JSON. */
  json: any;
  problem: string;
}

const timeoutMs = 10_000;
const largestBody = 512 * 1024;

export async function ask({ method, url, headers = {}, body }: Asked): Promise<Got> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        'user-agent': 'toolyard-connection-check',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await readSome(response, method);
    return { status: response.status, headers: response.headers, text, json: jsonOf(text), problem: '' };
  } catch (error) {
    return { status: null, headers: new Headers(), text: '', json: null, problem: reasonOf(error) };
  }
}

/**
 * Reads until the end, the limit, or the first answer: an event stream may never end, and one that was opened with GET
 * says nothing at first.
 */
async function readSome(response: Response, method: Asked['method']): Promise<string> {
  if (!response.body) return '';
  const stream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (!(stream && method === 'GET')) {
      const { value, done } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      if (text.length > largestBody || (stream && jsonOf(text) !== null)) break;
    }
    return text;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function jsonOf(text: string): unknown {
  const candidates = text.startsWith('{')
    ? [text]
    : [...text.matchAll(/^data: ?(\{.*\})\r?$/gm)].map(([, data]) => data!);
  for (const candidate of candidates) {
    try {
      const value = JSON.parse(candidate) as { method?: unknown };
      if (value.method === undefined) return value;
    } catch {
      continue;
    }
  }
  return null;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && cause.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  return cause instanceof Error ? cause.message || String((cause as { code?: unknown }).code) : String(cause);
}
