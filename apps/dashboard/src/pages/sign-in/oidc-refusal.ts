import { ApiError } from '../../api/error.js';

/** Sentences for what comes back in the address: text from there could be anybody's. */
const sentences: Record<string, string> = {
  sign_in_failed:
    'The sign-in provider did not confirm who you are, its confirmation came too late, or there is no account here for you. Try again, or ask an admin.',
  conflict: 'Your e-mail address belongs to an account that signs in as somebody else there. Ask an admin.',
  too_many_requests: 'There were too many attempts from your address. Try again in some minutes.',
  unavailable: 'The sign-in provider cannot be reached right now. Try again in a moment, or sign in with a password.',
};

/** Why a sign-in at the outside provider led back here; null when it did not. */
export function outsideRefusal(code: unknown): ApiError | null {
  if (typeof code !== 'string') return null;
  const known = Object.hasOwn(sentences, code) ? code : 'sign_in_failed';
  return new ApiError(401, known, sentences[known]!);
}
