import { resourceOf, slugOfResource, type AccessJwks } from '@toolyard/contracts';
import { createLocalJWKSet, errors, jwtVerify, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';

/** The claims of a verified access token. Rights that can change are looked up at every call. */
export interface VerifiedToken {
  userId: string;
  grantId: string;
  clientId: string;
  clientName: string;
  /** Slug of the one server that the token is for. */
  slug: string;
  /** Id of that server; undefined in a token of an earlier version, which lives an hour at most. */
  serverId: string | undefined;
  mayConnect: boolean;
  mayCall: boolean;
  issuedAtMs: number;
  expiresAtMs: number;
}

type TokenCheck = { token: VerifiedToken } | { problem: string };

/** Algorithms with public keys only: `none` signs nothing, and HMAC would take the public key as its secret. */
const algorithms = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'RS256', 'PS256'];
const publicKinds = new Set(['EC', 'OKP', 'RSA']);
export const clockToleranceSeconds = 10;
const cacheLimit = 10_000;

const notValid = 'The token is not valid.';

/** Verifies access tokens (RFC 9068) of the platform's authorization server. A signature is checked once. */
export class AccessTokens {
  readonly #cache = new LRUCache<string, VerifiedToken>({ max: cacheLimit });
  #keys: ReturnType<typeof createLocalJWKSet> = createLocalJWKSet({ keys: [] });
  readonly #issuer: string;

  constructor(private readonly publicUrl: string) {
    this.#issuer = publicUrl.replace(/\/$/, '');
  }

  /** Tokens verified with the earlier keys are verified again. */
  setKeys({ keys }: AccessJwks): void {
    this.#cache.clear();
    this.#keys = createLocalJWKSet({
      keys: keys.filter(({ kty }) => publicKinds.has(String(kty))) as unknown as JWK[],
    });
  }

  /** @param digest SHA-256 of the token, hexadecimal: tokens are not kept in memory */
  cached(digest: string): VerifiedToken | undefined {
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
  const { sub, aud, exp, iat, client_id: clientId, client_name: clientName, gid, scope, server_id: serverId } = claims;
  // Exactly one audience: one server could send a token for several on to another.
  const audience = Array.isArray(aud) && aud.length === 1 ? (aud as unknown[])[0] : aud;
  if (typeof sub !== 'string' || typeof audience !== 'string' || typeof exp !== 'number' || typeof iat !== 'number')
    return null;
  const slug = slugOfResource(audience, publicUrl);
  // Tokens are issued for one spelling of the resource, whichever address the client connected to.
  if (slug === null || audience !== resourceOf(publicUrl, slug)) return null;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  return {
    userId: sub,
    grantId: typeof gid === 'string' ? gid : '',
    clientId: String(clientId),
    clientName: typeof clientName === 'string' ? clientName.slice(0, 200) : '',
    slug,
    serverId: typeof serverId === 'string' ? serverId : undefined,
    mayConnect: scopes.includes('mcp') || scopes.includes('mcp:call'),
    mayCall: scopes.includes('mcp:call'),
    issuedAtMs: iat * 1_000,
    expiresAtMs: exp * 1_000,
  };
}
