import type { UserEvent } from '@toolyard/contracts';

/** What an account needs beside its password: one of these, or a recovery code. */
export interface SecondFactor {
  /** The authenticator app; null with passkeys alone. */
  totp: Totp | null;
  passkeys: readonly Passkey[];
  /** Keyed digests of the recovery codes that were not used yet. */
  recovery: readonly string[];
  since: string;
}

export interface Totp {
  /** Of the codes, sealed for this account. */
  secret: string;
  /** Last time step whose code was used. */
  step: number;
}

export interface Passkey {
  /** Of the credential, base64url. */
  id: string;
  name: string;
  /** COSE key, base64url. */
  publicKey: string;
  /** How often it was used, as it says itself; 0 when it does not count. */
  counter: number;
  transports: readonly string[];
  createdAt: string;
  lastUsedAt: string | null;
}

export type SecondFactorEvent = Extract<
  UserEvent,
  { type: `SecondFactor${string}` | `RecoveryCode${string}` | `Passkey${string}` }
>;

const nothing = { totp: null, passkeys: [], recovery: [] };

export function evolveSecondFactor(before: SecondFactor | null, event: SecondFactorEvent): SecondFactor | null {
  const { at } = event.data;
  switch (event.type) {
    case 'SecondFactorSet': {
      const { secret, step, digests: recovery } = event.data;
      return { ...(before ?? { ...nothing, since: at }), totp: { secret, step }, recovery };
    }
    case 'PasskeyRegistered': {
      const { passkeyId: id, name, publicKey, counter, transports, digests } = event.data;
      const passkey: Passkey = { id, name, publicKey, counter, transports, createdAt: at, lastUsedAt: null };
      const factor = before ?? { ...nothing, recovery: digests ?? [], since: at };
      return { ...factor, passkeys: [...factor.passkeys, passkey] };
    }
    case 'SecondFactorRemoved':
      return null;
    default:
      return before && evolveExisting(before, event);
  }
}

type Created = 'SecondFactorSet' | 'PasskeyRegistered' | 'SecondFactorRemoved';

function evolveExisting(
  factor: SecondFactor,
  event: Exclude<SecondFactorEvent, { type: Created }>,
): SecondFactor | null {
  switch (event.type) {
    case 'RecoveryCodesMade':
      return { ...factor, recovery: event.data.digests };
    case 'SecondFactorUsed':
      return { ...factor, totp: factor.totp && { ...factor.totp, step: event.data.step } };
    case 'RecoveryCodeUsed':
      return { ...factor, recovery: factor.recovery.filter((digest) => digest !== event.data.digest) };
    case 'PasskeyUsed': {
      const { passkeyId, counter, at: lastUsedAt } = event.data;
      const passkeys = factor.passkeys.map((each) => (each.id === passkeyId ? { ...each, counter, lastUsedAt } : each));
      return { ...factor, passkeys };
    }
    case 'PasskeyRemoved': {
      const passkeys = factor.passkeys.filter(({ id }) => id !== event.data.passkeyId);
      return passkeys.length === 0 && factor.totp === null ? null : { ...factor, passkeys };
    }
  }
}
