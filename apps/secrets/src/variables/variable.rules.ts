import { Rejected } from '@toolyard/contracts';

export const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const nameMaxLength = 128;
export const valueMaxBytes = 64 * 1024;

const reservedPrefixes = ['GUMLOOP_', 'GUMSTACK_', 'TOOLYARD_'];
/** What the platform itself sets in every container. */
const platformNames = new Set(['PORT']);

/** @throws Rejected `invalid_request`, `reserved_name` */
export function assertName(name: string): void {
  if (name.length > nameMaxLength || !namePattern.test(name)) {
    throw new Rejected(
      'invalid_request',
      `A variable's name begins with a letter or _ and goes on with letters, digits or _, up to ${nameMaxLength} characters. Nothing was changed.`,
    );
  }
  const upper = name.toUpperCase();
  const prefix = reservedPrefixes.find((reserved) => upper.startsWith(reserved));
  if (prefix)
    throw new Rejected(
      'reserved_name',
      `Names that begin with ${prefix} are reserved for the platform. Nothing was changed; choose another name.`,
    );
  if (platformNames.has(name))
    throw new Rejected('reserved_name', `The platform sets ${name} itself. Nothing was changed; choose another name.`);
}

/** The value never becomes part of the sentence. @throws Rejected `invalid_request` */
export function assertValue(value: string): void {
  if (value.includes('\0')) throw refused('cannot hold a NUL character, because an environment cannot');
  if (!value.isWellFormed()) throw refused('must be valid Unicode text');
  if (new TextEncoder().encode(value).length > valueMaxBytes)
    throw refused(`is at most ${valueMaxBytes / 1024} KiB of UTF-8`);
}

const refused = (rule: string): Rejected =>
  new Rejected('invalid_request', `A variable's value ${rule}. Nothing was changed.`, [
    { field: 'value', problem: `A value ${rule}.` },
  ]);
