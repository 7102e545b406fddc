import { type Actor, Rejected, type UserEvent } from '@toolyard/contracts';
import type { Account } from './account.js';

/** What accounts do with their second factor; part of the commands of an account. */
export type SecondFactorCommand =
  /** `step`: of the code that confirmed it, which is used up by that. */
  | { type: 'setSecondFactor'; secret: string; step: number; digests: string[] }
  | { type: 'makeRecoveryCodes'; digests: string[] }
  | { type: 'useCode'; step: number }
  | { type: 'useRecoveryCode'; digest: string }
  | { type: 'removeSecondFactor' };

/** Two uses of one code are two commands on one stream, so that one of them is refused on whichever replica. */
export function decideSecondFactor(
  command: SecondFactorCommand,
  { id: userId, secondFactor }: Account,
  { actor, at }: { actor: Actor; at: string },
): UserEvent[] {
  if (command.type === 'setSecondFactor') {
    if (secondFactor !== null)
      throw new Rejected(
        'conflict',
        'This account has a second factor already. Nothing was changed; remove it first to set up another one.',
      );
    const { secret, step, digests } = command;
    return [{ type: 'SecondFactorSet', data: { userId, method: 'totp', secret, step, digests, actor, at } }];
  }
  if (command.type === 'removeSecondFactor')
    return secondFactor === null ? [] : [{ type: 'SecondFactorRemoved', data: { userId, actor, at } }];
  if (secondFactor === null)
    throw new Rejected('conflict', 'This account has no second factor. Nothing was changed; set one up first.');
  switch (command.type) {
    case 'makeRecoveryCodes':
      return [{ type: 'RecoveryCodesMade', data: { userId, digests: command.digests, actor, at } }];
    case 'useCode':
      if (command.step <= secondFactor.step) throw wrongCode();
      return [{ type: 'SecondFactorUsed', data: { userId, method: 'totp', step: command.step, actor, at } }];
    case 'useRecoveryCode': {
      const { digest } = command;
      if (!secondFactor.recovery.includes(digest)) throw wrongCode();
      const left = secondFactor.recovery.length - 1;
      return [{ type: 'RecoveryCodeUsed', data: { userId, digest, left, actor, at } }];
    }
  }
}

export const wrongCode = (): Rejected =>
  new Rejected(
    'second_factor_failed',
    'This code does not work: it is wrong, has expired, or was used already. ' +
      'Nothing was changed; wait for the next code of your app, or use a recovery code.',
  );
