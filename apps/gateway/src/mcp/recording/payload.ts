/** Inputs and outputs of tools as they are stored: masked, then cut, and always valid JSON. */

export interface Masking {
  mask(text: string): string;
}

export const both = (one: Masking, other: Masking | null | undefined): Masking =>
  other ? { mask: (text) => other.mask(one.mask(text)) } : one;

/**
 * Characters kept beyond the limit until the text is masked, longer than any secret: cutting at the limit first would
 * leave half of a secret that lies across it.
 */
const margin = 16 * 1024;

/**
 * @param json cut or whole
 * @param wholeLength characters of the whole text
 * @returns the masked text, or a JSON object with its beginning when it is too long
 */
export function storedPayload(json: string, limitBytes: number, masking: Masking, wholeLength = json.length): string {
  if (json === '') return '';
  if (wholeLength === json.length && json.length * 3 <= limitBytes) return masking.mask(json);
  const masked = masking.mask(json.length > limitBytes + margin ? json.slice(0, limitBytes + margin) : json);
  if (wholeLength === json.length && json.length <= limitBytes && Buffer.byteLength(masked) <= limitBytes)
    return masked;
  return JSON.stringify({ truncated: true, originalLength: wholeLength, beginning: cutToBytes(masked, limitBytes) });
}

/** As much of a payload as `storedPayload` can need, without the text that it was cut from. */
export function keptPayload(json: string, limitBytes: number): string {
  return json.length <= limitBytes + margin ? json : Buffer.from(json.slice(0, limitBytes + margin)).toString('utf8');
}

/** The beginning of a text in at most `limit` bytes of UTF-8, ending with a whole character. */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit || Buffer.byteLength(text) <= limit) return text;
  const bytes = Buffer.from(text.slice(0, limit));
  let end = Math.min(limit, bytes.length);
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

export const withheldPayload = JSON.stringify({ withheld: true, reason: 'The secrets to mask were not known yet.' });

/** In place of a name while the secrets to mask are not known. */
export const withheldName = '***';
