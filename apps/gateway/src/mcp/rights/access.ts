import { hash } from 'node:crypto';
import type { Route } from '@toolyard/contracts';
import { bearerToken } from '@toolyard/service';
import type { AccessTable, KnownKey, KnownUser } from './access-table.js';
import { type AccessTokens, clockToleranceSeconds, type VerifiedToken } from './access-tokens.js';
import type { LastSeen } from './last-seen.js';
import type { Pass, Passes } from './platform-token.js';
import { ToolRights } from './tool-rights.js';

export interface Caller {
  /** The account, which calls are recorded under. */
  id: string;
  name: string;
  /**
   * Whose sessions these are: the account, never the bytes of a token, so that a refreshed token finds its session.
   * Sessions never authorise by themselves, and one caller's are unknown to another.
   */
  principal: string;
  rights: ToolRights;
  /** False for a token whose owner let the client connect and list only. */
  mayCall: boolean;
  /** Name of the OAuth client; empty when there is none. */
  clientName: string;
  shown: Shown;
  /** What was decided on: as long as neither has changed, it would be decided so again. */
  route: AdmittedRoute;
  version: number;
}

/** What the caller showed, to be judged again while a stream is open. */
type Shown =
  | { kind: 'nothing' }
  | { kind: 'pass'; pass: Pass }
  | { kind: 'key'; digest: string }
  | { kind: 'token'; token: VerifiedToken };

export interface Refusal {
  /**
   * `unauthenticated`: sign in. `invalid`: what was shown does not count. `scope`: more has to be asked for.
   * `forbidden`: asking again is no use.
   */
  kind: 'unauthenticated' | 'invalid' | 'scope' | 'forbidden' | 'twice' | 'unknown';
  message: string;
}

/** Nobody may do less with a sign-in than without: on a public server whoever is known may do everything. */
export type Admission = { caller: Caller } | { refusal: Refusal };
export type AdmittedRoute = Pick<Route, 'access' | 'serverId' | 'slug' | 'ownerId'>;

const anonymous: Caller = {
  id: 'anonymous',
  name: 'anonymous',
  principal: 'anonymous',
  rights: ToolRights.all,
  mayCall: true,
  clientName: '',
  shown: { kind: 'nothing' },
  route: { access: 'public', serverId: '', slug: '' },
  version: -1,
};

const refuse = (kind: Refusal['kind'], message: string): Admission => ({ refusal: { kind, message } });
const unknown = refuse('unknown', 'The gateway does not know yet who may use what. Try again in a moment.');
const invalidKey = refuse('invalid', 'The token is not valid, has expired or was revoked.');

/** An admission that stands until something changes. */
interface Kept {
  caller: Caller;
  untilMs: number;
  keyId: string | undefined;
  seenAtMs: number;
}

const usualScheme = 'Bearer ';
const keptLimit = 20_000;
/** More often nobody is told that somebody was here. */
const seenMs = 30_000;

/** Who may use a server's endpoints. Decided anew at every request from tables in memory; a token is verified once. */
export class Access {
  /** By digest and server; a digest says nothing about the token. */
  readonly #kept = new Map<string, Map<string, Kept>>();
  #keptCount = 0;

  constructor(
    private readonly table: AccessTable,
    private readonly tokens: AccessTokens,
    private readonly passes: Passes,
    private readonly lastSeen: LastSeen,
  ) {
    tokens.setKeys(table.jwks);
    table.onChange(({ key }) => {
      if (key === 'jwks') tokens.setKeys(table.jwks);
    });
  }

  /** Waits only for the first request with a token; whoever answers at once is not made to wait. */
  admit(route: AdmittedRoute, rawHeaders: readonly string[]): Admission | Promise<Admission> {
    const authorization = authorizationOf(rawHeaders);
    if (authorization === twice)
      return refuse('twice', 'The request has more than one Authorization header. Send one.');
    if (authorization === undefined) return this.#withNothing(route);
    if (!this.table.known) return unknown;
    return this.#keptFor(route, authorization) ?? this.#decide(route, authorization);
  }

  #decide(route: AdmittedRoute, authorization: string): Admission | Promise<Admission> {
    const shown = bearerToken(authorization);
    if (shown === undefined) return invalidKey;
    const digest = hash('sha256', shown, 'hex');
    const key = this.table.key(digest);
    if (key) return this.#keep(digest, this.#withKey(route, key, digest), key.expiresAtMs, key.id);
    const token = this.tokens.known(digest);
    if (token) return this.#keep(digest, this.#withToken(route, token), token.expiresAtMs);
    if (isJwt(shown)) return this.#withNewToken(route, shown, digest);
    const pass = this.passes.read(shown);
    return pass ? this.#withPass(route, pass) : invalidKey;
  }

  /**
   * Most requests come from somebody who was let in a moment ago, when nothing was different, and they write the header
   * as it is usually written.
   */
  #keptFor(route: AdmittedRoute, authorization: string): Admission | undefined {
    if (!authorization.startsWith(usualScheme)) return undefined;
    const kept = this.#kept.get(hash('sha256', authorization.slice(usualScheme.length), 'hex'))?.get(route.serverId);
    return kept &&
      kept.caller.version === this.table.version &&
      kept.caller.route === route &&
      kept.untilMs > Date.now()
      ? this.#seen(kept)
      : undefined;
  }

  #keep(digest: string, admission: Admission, untilMs: number, keyId?: string): Admission {
    if (!('caller' in admission)) return admission;
    if (this.#keptCount >= keptLimit) {
      this.#kept.clear();
      this.#keptCount = 0;
    }
    const byServer = this.#kept.get(digest) ?? new Map<string, Kept>();
    this.#kept.set(digest, byServer);
    const { serverId } = admission.caller.route;
    if (!byServer.has(serverId)) this.#keptCount += 1;
    const kept = { caller: admission.caller, untilMs, keyId, seenAtMs: 0 };
    byServer.set(serverId, kept);
    return this.#seen(kept);
  }

  #seen(kept: Kept): Kept {
    const now = Date.now();
    if (now - kept.seenAtMs < seenMs) return kept;
    kept.seenAtMs = now;
    this.lastSeen.saw(kept.caller.id, kept.keyId, now);
    return kept;
  }

  /** What holds now for somebody who was admitted earlier. A token that has merely expired since is let be. */
  again(route: AdmittedRoute, caller: Caller): Admission {
    if (caller.version === this.table.version && caller.route === route) return { caller };
    const { shown } = caller;
    switch (shown.kind) {
      case 'key':
        return this.#withKey(route, this.table.key(shown.digest), shown.digest);
      case 'token':
        return this.#withToken(route, shown.token, true);
      case 'pass':
        return this.#withPass(route, shown.pass);
      case 'nothing':
        return this.#withNothing(route);
      default:
        return shown satisfies never;
    }
  }

  #withNothing(route: AdmittedRoute): Admission {
    if (route.access === 'public') return { caller: anonymous };
    return refuse(
      'unauthenticated',
      'This server needs a sign-in or an API key. Send it as "Authorization: Bearer <token>".',
    );
  }

  #withPass(route: AdmittedRoute, pass: Pass): Admission {
    const user = this.table.user(pass.userId);
    if (!user?.active || pass.serverId !== route.serverId) return invalidKey;
    return this.#admit(route, user, pass.mayCall, '', { kind: 'pass', pass });
  }

  async #withNewToken(route: AdmittedRoute, shown: string, digest: string): Promise<Admission> {
    const checked = await this.tokens.verify(shown, digest);
    return 'problem' in checked ? refuse('invalid', checked.problem) : this.#withToken(route, checked.token);
  }

  #withKey(route: AdmittedRoute, key: KnownKey | undefined, digest: string): Admission {
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
    if (token.slug !== route.slug) return refuse('invalid', 'The token was not issued for this server.');
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

  #admit(route: AdmittedRoute, user: KnownUser, mayCall: boolean, clientName: string, shown: Shown): Admission {
    return {
      caller: {
        id: user.id,
        name: user.name,
        principal: `account:${user.id}`,
        rights: this.#rights(route, user),
        mayCall,
        clientName,
        shown,
        route,
        version: this.table.version,
      },
    };
  }

  #rights(route: AdmittedRoute, user: KnownUser): ToolRights {
    if (route.access === 'public' || user.role === 'admin' || (user.role === 'developer' && route.ownerId === user.id))
      return ToolRights.all;
    return this.table.groupRights(user, route.serverId);
  }
}

const twice = Symbol('twice');

/** Node keeps the first of several; a proxy in front may have judged another one. */
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
