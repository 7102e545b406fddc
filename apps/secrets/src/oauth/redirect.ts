import { createHash } from 'node:crypto';

/**
 * Names the provider that a pair of endpoints belongs to. Each has a redirect URI of its own (RFC 9700, section 4.4.2):
 * a server whose provider sends its users on to another one cannot have that one's code sent to its own token endpoint,
 * because the code comes back here under the name of the provider that issued it.
 */
export function providerName({ authorizationUrl, tokenUrl }: { authorizationUrl: string; tokenUrl: string }): string {
  return createHash('sha256')
    .update([authorizationUrl, tokenUrl].map(place).join('\n'))
    .digest('base64url')
    .slice(0, 22);
}

/** Parameters may be added to an endpoint later without making it another one. */
function place(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

export const redirectUriOf = (publicUrl: string, auth: { authorizationUrl: string; tokenUrl: string }): string =>
  `${publicUrl.replace(/\/+$/, '')}/api/v1/credentials/callback/${providerName(auth)}`;
