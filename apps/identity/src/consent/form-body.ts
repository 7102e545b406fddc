import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

const limitBytes = 16_384;

/** Fields of a posted form; undefined for anything else and for what is too long. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** Proof that a form comes from a page that was made for this step and this login session. */
export function csrfToken(key: Buffer, step: string, session: string | undefined): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([step, session ?? null]))
    .digest('base64url');
}

export function isCsrfToken(given: string | null, expected: string): boolean {
  const [left, right] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What a browser says about where a form was sent from; the token decides where it says nothing. */
export function isForeign({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, publicUrl: string): boolean {
  return (
    (site !== undefined && site !== 'same-origin') || (origin !== undefined && origin !== new URL(publicUrl).origin)
  );
}
