import { type CredentialField, credentialHeader, type DeliveredCredential, Rejected } from '@toolyard/contracts';

const valueMaxBytes = 4 * 1024;
/** Servers refuse requests whose headers are larger than 8 or 16 KiB together. */
const headersMaxBytes = 8 * 1024;

/** The value never becomes part of the sentence. @throws Rejected `invalid_request` */
export function assertValues(
  fields: readonly CredentialField[],
  values: Record<string, unknown>,
): asserts values is Record<string, string> {
  const names = Object.keys(values);
  if (names.length === 0) throw refused('values', 'are missing: give at least one');
  for (const name of names) {
    if (!fields.some((field) => field.name === name))
      throw refused(
        'values',
        `have a name that this server does not ask for; it asks for ${fields.map((field) => field.name).join(', ')}`,
      );
    const problem = problemOf(values[name]);
    if (problem) throw refused(`values.${name}`, problem);
  }
}

/**
 * A line break or NUL would end the header and begin another one (RFC 9110, 5.5), so nothing of the kind is ever
 * stored.
 */
function problemOf(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a text';
  if (value === '') return 'is empty';
  if (!value.isWellFormed()) return 'must be valid Unicode text';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value))
    return 'has a line break or another control character, which a header cannot carry';
  if (value.trim() !== value) return 'begins or ends with a space';
  if (Buffer.byteLength(headerValue(value)) > valueMaxBytes) return `is longer than ${valueMaxBytes / 1024} KiB`;
  return null;
}

/** @throws Rejected `invalid_request` when a request could not carry all of them */
export function assertFitTogether(values: Record<string, string>): void {
  const bytes = Object.entries(values).reduce(
    (sum, [name, value]) => sum + credentialHeader(name).length + Buffer.byteLength(headerValue(value)) + 4,
    0,
  );
  if (bytes > headersMaxBytes)
    throw refused('values', `are longer than ${headersMaxBytes / 1024} KiB together, which servers refuse`);
}

/**
 * Visible ASCII passes as it is; anything else is base64 of its UTF-8 between `=?base64?` and `?=`, as MCP writes such
 * header values (2026-07-28), and so is text that looks like that.
 */
export function headerValue(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) && !value.startsWith('=?base64?')
    ? value
    : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

export function filledIn(fields: readonly CredentialField[], values: Record<string, string>): DeliveredCredential {
  const given = fields.filter(({ name }) => Object.hasOwn(values, name));
  return {
    headers: given.flatMap(({ name }) => [credentialHeader(name), headerValue(values[name]!)]),
    secrets: given
      .filter(({ secret }) => secret)
      .flatMap(({ name }) => [...new Set([values[name]!, headerValue(values[name]!)])]),
  };
}

export const bearer = (accessToken: string): DeliveredCredential => ({
  headers: ['Authorization', `Bearer ${accessToken}`],
  secrets: [accessToken],
});

const refused = (field: string, rule: string): Rejected =>
  new Rejected('invalid_request', `Nothing was changed: ${field} ${rule}.`, [{ field, problem: rule }]);
