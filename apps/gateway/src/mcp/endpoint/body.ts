import type { IncomingMessage } from 'node:http';

export type BodyResult = Buffer | 'too_large' | 'gone' | 'too_slow';

/**
 * What is read and thrown away after a refusal, so that the client gets to read the answer before the connection ends.
 */
const drainedBytes = 64 << 20;
const drainMs = 30_000;

/** Reads a request body up to `limitBytes`; the rest of a larger one is drained, not kept. */
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

/** Throws away what still comes, so that the client gets to read the answer. */
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
 * False when a Content-Type names another charset than UTF-8. Servers decode what it says, and in some charsets plain
 * ASCII spells other words: rights would be decided by one reading and the call made by another.
 */
export function saysUtf8(raw: readonly string[]): boolean {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.toLowerCase() !== 'content-type') continue;
    const rest = raw[i + 1]!.replace(/;\s*charset\s*=\s*(?:"utf-?8"|utf-?8)\s*(?=;|$)/gi, '');
    if (/charset/i.test(rest)) return false;
  }
  return true;
}
