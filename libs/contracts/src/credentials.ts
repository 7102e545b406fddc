/** How users' own credentials travel to a server: one header for each value. */

/** Name of the header that carries a value; header names know no case, so names that differ in it alone collide. */
export const credentialHeader = (name: string): string => `X-Credential-${name.toUpperCase().replaceAll('_', '-')}`;

export type CredentialMethod = 'credentials' | 'oauth2';
export type CredentialStatus = 'missing' | 'complete' | 'connected' | 'expired' | 'failed';

/** What a gateway needs for a caller's requests; sealed as JSON on its way. */
export interface DeliveredCredential {
  /** Flat list of names and values. */
  headers: string[];
  /** What must not show up in records. */
  secrets: string[];
}
