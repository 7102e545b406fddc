import { pathOnThisOrigin } from '@toolyard/contracts';

/** What an external provider says about a person. */
export interface OidcPerson {
  issuer: string;
  subject: string;
  name: string;
  /** Null unless the provider says that it is theirs. */
  verifiedEmail: string | null;
}

export function oidcPerson(claims: Record<string, unknown>): OidcPerson {
  const text = (claim: string): string | undefined =>
    typeof claims[claim] === 'string' && claims[claim].trim() !== '' ? claims[claim].trim() : undefined;
  const email = text('email');
  // Some providers send the boolean as text.
  const verified = claims['email_verified'] === true || claims['email_verified'] === 'true';
  const name = (text('name') ?? text('preferred_username') ?? email ?? 'Unnamed')
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .slice(0, 100);
  return {
    issuer: String(claims['iss']),
    subject: String(claims['sub']),
    name,
    verifiedEmail: email !== undefined && verified ? email : null,
  };
}

/** Names of groups: a list, or one name. */
export function claimedGroups(claim: unknown): string[] {
  return (Array.isArray(claim) ? claim : [claim])
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .slice(0, 1_000);
}

/** Where a sign-in returns to, as an absolute address of the platform. */
export function returnAddress(returnTo: string | undefined, publicUrl: string): string {
  return new URL(pathOnThisOrigin(returnTo) ?? '/', publicUrl).href;
}
