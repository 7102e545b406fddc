import { hash } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { bearerToken } from '@toolyard/service';
import type { AccessTable, KeyEntry, UserEntry } from './access-table.js';
import { type AccessTokens, clockToleranceSeconds, type VerifiedToken } from './access-tokens.js';
import type { LastSeen } from './last-seen.js';
import type { PlatformToken, PlatformTokens } from './platform-token.js';
import { ToolRights } from './tool-rights.js';
import type { RouteTable } from '../upstreams/route-table.js';

export interface Caller {
  /** Id of the account; calls are recorded under it. */
  id: string;
  name: string;
  /**
   * Sessions belong to this account, never to the bytes of a token, so that a refreshed token finds its session. A
   * session never authorises a request.
   */
  principal: string;
  rights: ToolRights;
  /** False for a token that allows to connect and list only. */
  mayCall: boolean;
  /** Name of the OAuth client; empty when there is none. */
  clientName: string;
  presented: Presented;
  /** The decision holds as long as neither the route nor the version of the access table has changed. */
  route: AdmittedRoute;
  version: number;
}

/** What the caller presented, to decide again while a stream is open. */
type Presented =
  | { kind: 'nothing' }
  | { kind: 'platformToken'; token: PlatformToken }
  | { kind: 'key'; digest: string }
  | { kind: 'token'; token: VerifiedToken };

export interface Refusal {
  /**
   * `unauthenticated`: nothing was presented. `invalid`: the token is not valid. `scope`: the client has to ask for
   * more scopes. `forbidden`: the account lacks the right. `twice`: two Authorization headers. `unknown`: the access
   * table is empty.
   */
  kind: 'unauthenticated' | 'invalid' | 'scope' | 'forbidden' | 'twice' | 'unknown';
  message: string;
}

/** On a public server every valid token allows everything, because a request without one does. */
export type Admission = { caller: Caller } | { refusal: Refusal };
type AdmittedRoute = Pick<Route, 'access' | 'serverId' | 'slug' | 'ownerId' | 'tools'>;

const anonymous: Caller = {
  id: 'anonymous',
  name: 'anonymous',
  principal: 'anonymous',
  rights: ToolRights.all,
  mayCall: true,
  clientName: '',
  presented: { kind: 'nothing' },
  route: { access: 'public', serverId: '', slug: '' },
  version: -1,
};

const refuse = (kind: Refusal['kind'], message: string): Admission => ({ refusal: { kind, message } });
const unknown = refuse('unknown', 'The gateway has not loaded the access rights yet. Try again in a moment.');
const invalidKey = refuse('invalid', 'The token is not valid, has expired or was revoked.');

/** An admission that holds until something changes. */
interface CachedAdmission {
  caller: Caller;
  untilMs: number;
  keyId: string | undefined;
  seenAtMs: number;
}

const usualScheme = 'Bearer ';
const cacheLimit = 20_000;
/** One admission is reported as a use at most this often. */
const seenMs = 30_000;

/**
 * Decides who may use a server's endpoints, at every request from tables in memory. The signature of a token is
 * verified once.
 */
export class Access {
  /** By SHA-256 of the token, and by server. */
  readonly #cached = new Map<string, Map<string, CachedAdmission>>();
  #cachedCount = 0;

  constructor(
    private readonly table: AccessTable,
    private readonly tokens: AccessTokens,
    private readonly platformTokens: PlatformTokens,
    private readonly lastSeen: LastSeen,
    private readonly routes: RouteTable,
  ) {
    tokens.setKeys(table.jwks);
    table.onChange(({ key }) => {
      if (key === 'jwks') tokens.setKeys(table.jwks);
    });
  }

  /** A promise only for the first request with an access token, whose signature has to be verified. */
  admit(route: AdmittedRoute, rawHeaders: readonly string[]): Admission | Promise<Admission> {
    const authorization = authorizationOf(rawHeaders);
    if (authorization === twice)
      return refuse('twice', 'The request has more than one Authorization header. Send one.');
    if (authorization === undefined) return this.#withNothing(route);
    if (!this.table.loaded) return unknown;
    return this.#cachedFor(route, authorization) ?? this.#decide(route, authorization);
  }

  #decide(route: AdmittedRoute, authorization: string): Admission | Promise<Admission> {
    const presented = bearerToken(authorization);
    if (presented === undefined) return invalidKey;
    const digest = hash('sha256', presented, 'hex');
    const key = this.table.key(digest);
    if (key) return this.#cache(digest, this.#withKey(route, key, digest), key.expiresAtMs, key.id);
    const token = this.tokens.cached(digest);
    if (token) return this.#cache(digest, this.#withToken(route, token), token.expiresAtMs);
    if (isJwt(presented)) return this.#withNewToken(route, presented, digest);
    const platformToken = this.platformTokens.read(presented);
    return platformToken ? this.#withPlatformToken(route, platformToken) : invalidKey;
  }

  /** Fast path: the same token was admitted before and nothing has changed; for the usual spelling of the header. */
  #cachedFor(route: AdmittedRoute, authorization: string): Admission | undefined {
    if (!authorization.startsWith(usualScheme)) return undefined;
    const cached = this.#cached
      .get(hash('sha256', authorization.slice(usualScheme.length), 'hex'))
      ?.get(route.serverId);
    return cached &&
      cached.caller.version === this.table.version &&
      cached.caller.route === route &&
      cached.untilMs > Date.now()
      ? this.#seen(cached)
      : undefined;
  }

  #cache(digest: string, admission: Admission, untilMs: number, keyId?: string): Admission {
    if (!('caller' in admission)) return admission;
    if (this.#cachedCount >= cacheLimit) {
      this.#cached.clear();
      this.#cachedCount = 0;
    }
    const byServer = this.#cached.get(digest) ?? new Map<string, CachedAdmission>();
    this.#cached.set(digest, byServer);
    const { serverId } = admission.caller.route;
    if (!byServer.has(serverId)) this.#cachedCount += 1;
    const cached = { caller: admission.caller, untilMs, keyId, seenAtMs: 0 };
    byServer.set(serverId, cached);
    return this.#seen(cached);
  }

  #seen(cached: CachedAdmission): CachedAdmission {
    const now = Date.now();
    if (now - cached.seenAtMs < seenMs) return cached;
    cached.seenAtMs = now;
    this.lastSeen.saw(cached.caller.id, cached.keyId, now);
    return cached;
  }

  /** Decides again for a caller who was admitted earlier. An expired token does not end an open stream. */
  recheck(route: AdmittedRoute, caller: Caller): Admission {
    if (caller.version === this.table.version && caller.route === route) return { caller };
    const { presented } = caller;
    switch (presented.kind) {
      case 'key':
        return this.#withKey(route, this.table.key(presented.digest), presented.digest);
      case 'token':
        return this.#withToken(route, presented.token, true);
      case 'platformToken':
        return this.#withPlatformToken(route, presented.token);
      case 'nothing':
        return this.#withNothing(route);
      default:
        return presented satisfies never;
    }
  }

  /** The tools that a request's caller may call now, which may be fewer than when the request began. */
  rightsNow({ route, caller }: { readonly route: Route; readonly caller: Caller }): ToolRights {
    const admission = this.recheck(this.routes.get(route.slug) ?? route, caller);
    return 'caller' in admission ? admission.caller.rights : ToolRights.none;
  }

  #withNothing(route: AdmittedRoute): Admission {
    if (route.access === 'public') return { caller: anonymous };
    return refuse(
      'unauthenticated',
      'This server needs a sign-in or an API key. Send it as "Authorization: Bearer <token>".',
    );
  }

  #withPlatformToken(route: AdmittedRoute, token: PlatformToken): Admission {
    const user = this.table.user(token.userId);
    if (!user?.active || token.serverId !== route.serverId) return invalidKey;
    return this.#admit(route, user, token.mayCall, '', { kind: 'platformToken', token });
  }

  async #withNewToken(route: AdmittedRoute, presented: string, digest: string): Promise<Admission> {
    const checked = await this.tokens.verify(presented, digest);
    return 'problem' in checked ? refuse('invalid', checked.problem) : this.#withToken(route, checked.token);
  }

  #withKey(route: AdmittedRoute, key: KeyEntry | undefined, digest: string): Admission {
    if (!key || key.expiresAtMs <= Date.now()) return invalidKey;
    const user = this.table.user(key.userId);
    if (!user?.active) return invalidKey;
    if (route.access === 'public') return this.#admit(route, user, true, '', { kind: 'key', digest });
    if (!key.rights.includes('call'))
      return refuse('forbidden', 'This API key does not have the right "call". Make a key that has it.');
    if (key.servers !== 'all' && !key.servers.includes(route.serverId))
      return refuse('forbidden', 'This API key is limited to other servers. Make a key for this one.');
    return this.#admit(route, user, true, '', { kind: 'key', digest });
  }

  #withToken(route: AdmittedRoute, token: VerifiedToken, mayBeExpired = false): Admission {
    if (!mayBeExpired && token.expiresAtMs + clockToleranceSeconds * 1_000 <= Date.now())
      return refuse('invalid', 'The token has expired.');
    if (token.slug !== route.slug || (token.serverId ?? route.serverId) !== route.serverId)
      return refuse('invalid', 'The token was not issued for this server.');
    const user = this.table.user(token.userId);
    if (!user?.active || token.issuedAtMs < user.tokensNotBeforeMs || this.table.isRevoked(token.grantId))
      return refuse('invalid', 'The token was revoked. Sign in again.');
    if (!token.mayConnect && route.access !== 'public')
      return refuse('scope', 'The token does not allow to use this server.');
    return this.#admit(route, user, token.mayCall || route.access === 'public', token.clientName, {
      kind: 'token',
      token,
    });
  }

  #admit(route: AdmittedRoute, user: UserEntry, mayCall: boolean, clientName: string, presented: Presented): Admission {
    return {
      caller: {
        id: user.id,
        name: user.name,
        principal: `account:${user.id}`,
        rights: this.#rights(route, user),
        mayCall,
        clientName,
        presented,
        route,
        version: this.table.version,
      },
    };
  }

  #rights(route: AdmittedRoute, user: UserEntry): ToolRights {
    if (route.access === 'public' || user.role === 'admin' || (user.role === 'developer' && route.ownerId === user.id))
      return ToolRights.all;
    return this.table.groupRights(user, route.serverId).among(route.tools);
  }
}

const twice = Symbol('twice');

/** Node.js keeps the first of two headers; a proxy in front may have checked the other. */
function authorizationOf(raw: readonly string[]): string | undefined | typeof twice {
  let found: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.length !== 13 || raw[i]!.toLowerCase() !== 'authorization') continue;
    if (found !== undefined) return twice;
    found = raw[i + 1]!;
  }
  return found;
}

const isJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
