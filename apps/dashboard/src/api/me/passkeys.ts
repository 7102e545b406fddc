import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { api, bodyOf } from '../http/client.js';
import { ApiError } from '../http/error.js';
import type { components } from '../schema.js';

export type Passkey = components['schemas']['PasskeyDto'];
/** A code, or the answer of a passkey. */
export type Proof = components['schemas']['ProofDto'];
/** What a passkey has to sign. */
export type PasskeyOptions = components['schemas']['PasskeyOptionsDto'];

/** Asks the browser for a signature. @throws ApiError `passkey_not_used` */
export async function signedByPasskey({ options }: PasskeyOptions): Promise<Proof> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return { passkey: { ...(await startAuthentication({ optionsJSON }).catch(notUsed)) } };
}

/** @returns the recovery codes, when it is the first second factor @throws ApiError `passkey_not_used` */
export async function addPasskey(name: string): Promise<string[]> {
  const { options } = await bodyOf(api.POST('/api/v1/me/passkeys/registration'));
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const passkey = { ...(await startRegistration({ optionsJSON }).catch(notUsed)) };
  return (await bodyOf(api.POST('/api/v1/me/passkeys', { body: { name, passkey } }))).recoveryCodes;
}

export const removePasskey = (id: string) => api.DELETE('/api/v1/me/passkeys/{id}', { params: { path: { id } } });

export const askOwnPasskey = (): Promise<PasskeyOptions> => bodyOf(api.POST('/api/v1/me/step-up/passkey'));
export const askPasskeyAtSignIn = (ticket: string): Promise<PasskeyOptions> =>
  bodyOf(api.POST('/api/v1/session/second-factor/passkey', { body: { ticket } }));

/** Browsers do not say whether the user refused, or has no such passkey. */
function notUsed(cause: unknown): never {
  throw new ApiError(
    400,
    'passkey_not_used',
    'The browser gave no passkey: it was cancelled, took too long, or is registered already. ' +
      'Nothing was changed; try again, or use a code.',
    undefined,
    { cause },
  );
}
