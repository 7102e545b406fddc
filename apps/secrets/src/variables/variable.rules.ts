import {
  brokenNameRule,
  Rejected,
  variableNameMaxLength,
  variablesDeliverableBytes,
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

export const undeliverable = (): Rejected =>
  new Rejected(
    'variables_undeliverable',
    `The variables of the server have more than ${variablesDeliverableBytes / 1024 / 1024} MiB ` +
      'together and cannot be delivered. Remove some of them, or shorten their values; then deploy again.',
  );

const refused = (rule: string): Rejected =>
  new Rejected('invalid_request', `A variable's value ${rule}. Nothing was changed.`, [
    { field: 'value', problem: `A value ${rule}.` },
  ]);
