import { ApiError } from '../../api/http/error.js';

/** Only codes come back in the address. A sentence from there could be written by an attacker. */
const sentences: Record<string, string> = {
  sign_in_failed:
    'The sign-in provider did not confirm your identity in time, or you have no account. Try again, or ask an admin.',
  conflict:
    'Your e-mail address belongs to an account that is linked to another identity at the provider. Ask an admin.',
  too_many_requests: 'There were too many attempts from your address. Try again in a few minutes.',
  unavailable: 'The sign-in provider cannot be reached right now. Try again in a moment, or sign in with a password.',
};

/** Why a sign-in at the OpenID Connect provider failed; null when none was tried. */
export function oidcRefusal(code: unknown): ApiError | null {
  if (typeof code !== 'string') return null;
  const listed = Object.hasOwn(sentences, code) ? code : 'sign_in_failed';
  return new ApiError(401, listed, sentences[listed]!);
}
