import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

export interface Issuer {
  /** Public keys as `identity` writes them. */
  jwks: { keys: Record<string, unknown>[] };
  /** An access token like the platform's, with these changes. */
  token(
    claims: JWTPayload & { scope?: string; gid?: string },
    changed?: { header?: Record<string, unknown>; lifeSeconds?: number },
  ): Promise<string>;
}

/** A stand-in for the authorization server. */
export async function issuer(url: string, kid = 'k1'): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return {
    jwks: { keys: [key as Record<string, unknown>] },
    token: (claims, { header = {}, lifeSeconds = 3_600 } = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({
        iss: url,
        iat: now,
        exp: now + lifeSeconds,
        client_id: 'client',
        scope: 'mcp mcp:call',
        gid: 'grant_1',
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header } as never)
        .sign(privateKey);
    },
  };
}
