import { corsHeaders } from './cors.js';

/**
 * Head and body of an answer in JSON that comes from the gateway, not from the container.
 * @param origin of the request; undefined without one
 * @param more further headers, name and value in turn
 */
export function jsonAnswer(
  origin: string | undefined,
  value: unknown,
  more: string[] = [],
): { headers: string[]; body: Buffer } {
  const body = Buffer.from(JSON.stringify(value));
  const content = ['content-type', 'application/json', 'content-length', String(body.length)];
  return { headers: [...corsHeaders(origin), ...content, ...more], body };
}
