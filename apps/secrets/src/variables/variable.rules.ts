import {
  brokenNameRule,
  Rejected,
  variableNameMaxLength,
  variablesBytes,
  variablesDeliverableBytes,
  variablesMaxBytes,
  variableValueMaxBytes,
} from '@toolyard/contracts';

/** @throws Rejected `invalid_request`, `reserved_name` */
export function assertName(name: string): void {
  const problem = brokenNameRule(name);
  switch (problem?.rule) {
    case undefined:
      return;
    case 'malformed':
      throw new Rejected(
        'invalid_request',
        `A variable's name begins with a letter or _ and goes on with letters, digits or _, up to ` +
          `${variableNameMaxLength} characters. Nothing was changed.`,
      );
    case 'reserved':
      throw new Rejected(
        'reserved_name',
        `Names that begin with ${problem.prefix} are reserved for the platform. Nothing was changed; ` +
          'choose another name.',
      );
    case 'platform':
      throw new Rejected(
        'reserved_name',
        `The platform sets ${name} itself. Nothing was changed; choose another name.`,
      );
  }
}

/** The value never becomes part of the sentence. @throws Rejected `invalid_request` */
export function assertValue(value: string): void {
  if (value.includes('\0')) throw refused('cannot hold a NUL character, because an environment cannot');
  if (!value.isWellFormed()) throw refused('must be valid Unicode text');
  if (new TextEncoder().encode(value).length > variableValueMaxBytes)
    throw refused(`is at most ${variableValueMaxBytes / 1024} KiB of UTF-8`);
}

/**
 * A set that is too large already may shrink, value by value.
 * @param values all values of the server, without the new one
 * @throws Rejected `variables_too_large`
 */
export function assertBudget(values: ReadonlyMap<string, string>, name: string, value: string): void {
  const bytes = variablesBytes(new Map(values).set(name, value));
  if (bytes <= variablesMaxBytes || bytes <= variablesBytes(values)) return;
  throw new Rejected(
    'variables_too_large',
    `The variables of a server have at most ${variablesMaxBytes / 1024} KiB together, written as ` +
      `JSON; with this value they would have ${Math.ceil(bytes / 1024)} KiB. Nothing was changed; ` +
      'shorten or remove a value first, or put large data into the repository.',
  );
}

export const undeliverable = (): Rejected =>
  new Rejected(
    'variables_undeliverable',
    `The variables of the server have more than ${variablesDeliverableBytes / 1024 / 1024} MiB ` +
      'together and cannot be delivered. Remove some of them, or shorten their values, until they have ' +
      `at most ${variablesMaxBytes / 1024} KiB; then deploy again.`,
  );

const refused = (rule: string): Rejected =>
  new Rejected('invalid_request', `A variable's value ${rule}. Nothing was changed.`, [
    { field: 'value', problem: `A value ${rule}.` },
  ]);
