import { resourceOf, slugOfResource, type AccessJwks } from '@toolyard/contracts';
import { createLocalJWKSet, errors, jwtVerify, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';

/** What a verified access token says; everything that can change by then is looked up again at each call. */
export interface VerifiedToken {
  userId: string;
  grantId: string;
  clientId: string;
  clientName: string;
  /** Of the one server that it is for. */
  slug: string;
  mayConnect: boolean;
  mayCall: boolean;
  issuedAtMs: number;
  expiresAtMs: number;
}

export type TokenCheck = { token: VerifiedToken } | { problem: string };

/** Signatures with public keys only: with `none` nothing is signed, with HMAC the public key would be the secret. */
const algorithms = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'RS256', 'PS256'];
const publicKinds = new Set(['EC', 'OKP', 'RSA']);
export const clockToleranceSeconds = 10;
const cached = 10_000;

const notValid = 'The token is not valid.';

/**
 * Access tokens (RFC 9068) of the platform's own authorization server. A signature is checked once; its result is kept
 * until the token expires.
 */
export class AccessTokens {
  readonly #cache = new LRUCache<string, VerifiedToken>({ max: cached });
  #keys: ReturnType<typeof createLocalJWKSet> = createLocalJWKSet({ keys: [] });

  readonly #issuer: string;

  constructor(private readonly publicUrl: string) {
    this.#issuer = publicUrl.replace(/\/$/, '');
  }

  /** What was verified with keys that are gone has to be verified again. */
  setKeys({ keys }: AccessJwks): void {
    this.#cache.clear();
    this.#keys = createLocalJWKSet({
      keys: keys.filter(({ kty }) => publicKinds.has(String(kty))) as unknown as JWK[],
    });
  }

  /** @param digest of the token: the tokens themselves are not kept in memory */
  known(digest: string): VerifiedToken | undefined {
    return this.#cache.get(digest);
  }

  async verify(token: string, digest: string): Promise<TokenCheck> {
    const keys = this.#keys;
    try {
      const { payload } = await jwtVerify<Record<string, unknown>>(token, keys, {
        issuer: this.#issuer,
        algorithms: algorithms as never,
        typ: 'at+jwt',
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'iat', 'sub', 'aud', 'client_id'],
      });
      const read = readClaims(payload, this.publicUrl);
      if (!read) return { problem: notValid };
      if (keys === this.#keys) this.#cache.set(digest, read);
      return { token: read };
    } catch (error) {
      return { problem: error instanceof errors.JWTExpired ? 'The token has expired.' : notValid };
    }
  }
}

function readClaims(claims: Record<string, unknown>, publicUrl: string): VerifiedToken | null {
  const { sub, aud, exp, iat, client_id: clientId, client_name: clientName, gid, scope } = claims;
  // Exactly one audience: a token for several servers could be passed on from one to the next.
  const audience = Array.isArray(aud) && aud.length === 1 ? (aud as unknown[])[0] : aud;
  if (typeof sub !== 'string' || typeof audience !== 'string' || typeof exp !== 'number' || typeof iat !== 'number')
    return null;
  const slug = slugOfResource(audience, publicUrl);
  // The one spelling that tokens are issued for; which address the client connected to makes no difference.
  if (slug === null || audience !== resourceOf(publicUrl, slug)) return null;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  return {
    userId: sub,
    grantId: typeof gid === 'string' ? gid : '',
    clientId: String(clientId),
    clientName: typeof clientName === 'string' ? clientName.slice(0, 200) : '',
    slug,
    mayConnect: scopes.includes('mcp') || scopes.includes('mcp:call'),
    mayCall: scopes.includes('mcp:call'),
    issuedAtMs: iat * 1_000,
    expiresAtMs: exp * 1_000,
  };
}
