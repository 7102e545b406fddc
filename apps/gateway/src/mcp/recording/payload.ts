/** Tool inputs and outputs as they are stored: masked first, then cut, always valid JSON or marked as cut. */

export interface Masking {
  mask(text: string): string;
}

export const both = (one: Masking, other: Masking | null | undefined): Masking =>
  other ? { mask: (text) => other.mask(one.mask(text)) } : one;

/**
 * Cutting first would leave the first half of a secret that lies across the cut, so a margin longer than any secret is
 * kept for the masks and dropped afterwards. Text that is too long becomes a JSON object that says so.
 */
const margin = 16 * 1024;

export function storedPayload(json: string, limitBytes: number, masking: Masking, wholeLength = json.length): string {
  if (json === '') return '';
  if (wholeLength === json.length && json.length * 3 <= limitBytes) return masking.mask(json);
  const masked = masking.mask(json.length > limitBytes + margin ? json.slice(0, limitBytes + margin) : json);
  if (wholeLength === json.length && json.length <= limitBytes && Buffer.byteLength(masked) <= limitBytes)
    return masked;
  return JSON.stringify({ truncated: true, originalLength: wholeLength, beginning: cutToBytes(masked, limitBytes) });
}

/** At most `limit` bytes of UTF-8 without half a character. */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit || Buffer.byteLength(text) <= limit) return text;
  const bytes = Buffer.from(text.slice(0, limit));
  let end = Math.min(limit, bytes.length);
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

export const withheldPayload = JSON.stringify({ withheld: true, reason: 'The secrets to mask were not known yet.' });
