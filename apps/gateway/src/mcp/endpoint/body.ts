import type { IncomingMessage } from 'node:http';

type BodyResult = Buffer | 'too_large' | 'gone' | 'too_slow';

/** Limits of what is read and discarded after an answer, so that the client reads the answer first. */
const drainedBytes = 64 << 20;
const drainMs = 30_000;

/** Reads a request body. One beyond `limitBytes` is discarded. `gone`: the client closed the connection. */
export function readBody(req: IncomingMessage, limitBytes: number, timeoutMs: number): Promise<BodyResult> {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) {
    drain(req);
    return Promise.resolve('too_large');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => finish('too_slow'), timeoutMs);
    function finish(result: BodyResult): void {
      clearTimeout(timer);
      req.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= limitBytes) return;
      finish('too_large');
      drain(req);
    }
    const onEnd = () => finish(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    const onClose = () => finish('gone');
    req
      .on('data', onData)
      .on('end', onEnd)
      .on('close', onClose)
      .on('error', () => undefined);
  });
}

/** Discards the rest of a request, so that the client reads the answer before the connection ends. */
export function drain(req: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => req.destroy(), drainMs).unref();
  req.on('error', () => undefined);
  req.on('close', () => clearTimeout(timer));
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > drainedBytes) req.destroy();
  });
}

/**
 * False when a Content-Type names another charset than UTF-8. A server would decode by it, and in some charsets ASCII
 * bytes mean other text: rights would be decided for one text and the call made with another.
 */
export function saysUtf8(raw: readonly string[]): boolean {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.toLowerCase() !== 'content-type') continue;
    const rest = raw[i + 1]!.replace(/;\s*charset\s*=\s*(?:"utf-?8"|utf-?8)\s*(?=;|$)/gi, '');
    if (/charset/i.test(rest)) return false;
  }
  return true;
}
