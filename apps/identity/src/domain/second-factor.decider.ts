import { type Actor, Rejected, type UserEvent } from '@toolyard/contracts';
import type { Account } from './account.js';
import type { Passkey, SecondFactor } from './second-factor.js';

/** Of one account. */
const mostPasskeys = 10;

/** What accounts do with their second factor; part of the commands of an account. */
export type SecondFactorCommand =
  /** `step`: of the code that confirmed it, which is used up by that. */
  | { type: 'setSecondFactor'; secret: string; step: number; digests: string[] }
  | { type: 'makeRecoveryCodes'; digests: string[] }
  | { type: 'useCode'; step: number }
  | { type: 'useRecoveryCode'; digest: string }
  /** `digests` of recovery codes: when it is to be the first second factor. */
  | ({ type: 'registerPasskey'; digests?: string[] } & Omit<Passkey, 'createdAt' | 'lastUsedAt'>)
  /** `counter`: as its signature says. */
  | { type: 'usePasskey'; id: string; counter: number }
  | { type: 'removePasskey'; id: string }
  | { type: 'removeSecondFactor' };

interface Common {
  actor: Actor;
  at: string;
}

/** Two uses of one code are two commands on one stream, so that one of them is refused on whichever replica. */
export function decideSecondFactor(
  command: SecondFactorCommand,
  { id: userId, secondFactor }: Account,
  { actor, at }: Common,
): UserEvent[] {
  switch (command.type) {
    case 'setSecondFactor': {
      if (secondFactor?.totp)
        throw new Rejected(
          'conflict',
          'This account has an authenticator app already. Nothing was changed; remove it first to set up another one.',
        );
      const { secret, step, digests } = command;
      return [{ type: 'SecondFactorSet', data: { userId, method: 'totp', secret, step, digests, actor, at } }];
    }
    case 'registerPasskey':
      return [registered(command, userId, secondFactor, { actor, at })];
    case 'removeSecondFactor':
      return secondFactor === null ? [] : [{ type: 'SecondFactorRemoved', data: { userId, actor, at } }];
    default:
      if (secondFactor === null)
        throw new Rejected('conflict', 'This account has no second factor. Nothing was changed; set one up first.');
      return [used(command, userId, secondFactor, { actor, at })];
  }
}

type Registration = Extract<SecondFactorCommand, { type: 'registerPasskey' }>;
type Use = Extract<SecondFactorCommand, { type: 'makeRecoveryCodes' | `use${string}` | 'removePasskey' }>;

function registered(
  { id: passkeyId, name, publicKey, counter, transports, digests }: Registration,
  userId: string,
  before: SecondFactor | null,
  { actor, at }: Common,
): UserEvent {
  const passkeys = before?.passkeys ?? [];
  if (passkeys.some(({ id }) => id === passkeyId))
    throw new Rejected('conflict', 'This passkey is registered already. Nothing was changed.');
  if (passkeys.length >= mostPasskeys)
    throw new Rejected('conflict', `An account has at most ${mostPasskeys} passkeys. Nothing was changed; remove one.`);
  // Recovery codes were shown for nothing, or none were shown: another request came first.
  if ((before === null) !== (digests !== undefined))
    throw new Rejected('conflict', 'The second factor was changed at the same time. Nothing was changed; try again.');
  const key = { passkeyId, name, publicKey, counter, transports: [...transports] };
  const codes = digests === undefined ? {} : { digests };
  return { type: 'PasskeyRegistered', data: { userId, ...key, ...codes, actor, at } };
}

function used(command: Use, userId: string, { totp, passkeys, recovery }: SecondFactor, common: Common): UserEvent {
  const by = { userId, ...common };
  switch (command.type) {
    case 'makeRecoveryCodes':
      return { type: 'RecoveryCodesMade', data: { digests: command.digests, ...by } };
    case 'useCode':
      if (totp === null || command.step <= totp.step) throw wrongCode();
      return { type: 'SecondFactorUsed', data: { method: 'totp', step: command.step, ...by } };
    case 'useRecoveryCode': {
      const { digest } = command;
      if (!recovery.includes(digest)) throw wrongCode();
      return { type: 'RecoveryCodeUsed', data: { digest, left: recovery.length - 1, ...by } };
    }
    case 'usePasskey': {
      const passkey = passkeys.find(({ id }) => id === command.id);
      if (!passkey || isCloned(passkey, command.counter)) throw wrongPasskey();
      return { type: 'PasskeyUsed', data: { passkeyId: passkey.id, counter: command.counter, ...by } };
    }
    case 'removePasskey': {
      const passkey = passkeys.find(({ id }) => id === command.id);
      if (!passkey) throw new Rejected('not_found', 'You have no such passkey. It may have been removed already.');
      return { type: 'PasskeyRemoved', data: { passkeyId: passkey.id, name: passkey.name, ...by } };
    }
  }
}

/** The counter of a copy falls behind (WebAuthn, section 6.1.1); authenticators that do not count say 0 for ever. */
const isCloned = (passkey: Pick<Passkey, 'counter'>, counter: number): boolean =>
  (passkey.counter > 0 || counter > 0) && counter <= passkey.counter;

export const wrongCode = (): Rejected =>
  new Rejected(
    'second_factor_failed',
    'This code does not work: it is wrong, has expired, or was used already. ' +
      'Nothing was changed; wait for the next code of your app, or use a recovery code.',
  );

export const wrongPasskey = (cause?: unknown): Rejected =>
  new Rejected(
    'second_factor_failed',
    'This passkey does not work: it is not yours, was copied, belongs to another address, or took too long. ' +
      'Nothing was changed; try again, or use a code.',
    undefined,
    { cause },
  );
