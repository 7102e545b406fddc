/** How users' own credentials travel to a server: one header for each value. */

/** Name of the header that carries a value; header names know no case, so names that differ in it alone collide. */
export const credentialHeader = (name: string): string => `X-Credential-${name.toUpperCase().replaceAll('_', '-')}`;

/** How users give a server their own credentials: fields that they fill in, or an account at a provider. */
export type CredentialMethod = 'credentials' | 'oauth2';
/**
 * How far a user is with a server's credentials. `complete`: every field is filled in. `connected`: the provider gave
 * tokens. `expired`: the user connects again. `failed`: renewing is tried again.
 */
export type CredentialStatus = 'missing' | 'complete' | 'connected' | 'expired' | 'failed';

/** What a gateway needs for a caller's requests; sealed as JSON on its way. */
export interface DeliveredCredential {
  /** Flat list of names and values. */
  headers: string[];
  /** What must not show up in records. */
  secrets: string[];
}
