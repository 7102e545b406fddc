import {
  type AccessGrant,
  type AccessGroup,
  type AccessJwks,
  type AccessKey,
  type AccessQuotas,
  type AccessUser,
  QuotaLimits,
} from '@toolyard/contracts';
import { log, PersistedTable } from '@toolyard/service';
import { ToolRights } from './tool-rights.js';

export interface UserEntry extends AccessUser {
  tokensNotBeforeMs: number;
  /** Rights by server id, computed on demand; shared by all users with the same groups. */
  byServer: Map<string, ToolRights>;
}

export interface KeyEntry extends AccessKey {
  expiresAtMs: number;
}

/** One change of the bucket `access`. `text` is the stored JSON; null when the entry was deleted. */
interface AccessChange {
  key: string;
  text: string | null;
}

/** Longer than any access token is valid. */
const revocationMs = 24 * 3_600_000;
/** Entries of all `byServer` maps together. */
const computedLimit = 20_000;
/** Changes come in bursts: a listing, a synchronised group. */
const saveDelayMs = 100;

/**
 * Users, groups, API keys, signing keys, revoked authorizations and quotas in memory, and on disk, so that a gateway
 * that starts while NATS is away can decide calls. A change holds from the next call on.
 */
export class AccessTable {
  readonly #texts = new Map<string, string>();
  readonly #users = new Map<string, UserEntry>();
  readonly #groups = new Map<string, AccessGroup>();
  readonly #keys = new Map<string, KeyEntry>();
  readonly #revoked = new Map<string, number>();
  readonly #byGroups = new Map<string, Map<string, ToolRights>>();
  #computed = 0;
  readonly #listeners = new Set<(change: AccessChange) => void>();
  readonly #reaching = new Set<() => void>();
  #jwks: AccessJwks = { keys: [] };
  #revision = 0;
  /** Grows with every change, so that cached decisions can be checked. */
  version = 0;
  readonly #file: PersistedTable<[string, string]>;

  constructor(
    file: string,
    readonly quotas = new QuotaLimits(),
  ) {
    this.#file = new PersistedTable(file, () => this.#kept(), saveDelayMs);
  }

  /** Reads the file. Without a readable one the entries come from NATS alone. */
  load(): void {
    for (const [key, text] of this.#file.load()) {
      if (!this.#tryToSet(key, text)) continue;
      for (const listener of this.#listeners) listener({ key, text });
    }
  }

  /** False until the first entry arrived: until then no token can be checked. */
  get loaded(): boolean {
    return this.#texts.size > 0;
  }

  user(id: string): UserEntry | undefined {
    return this.#users.get(id);
  }

  /** @param digest SHA-256 of the token, hexadecimal */
  key(digest: string): KeyEntry | undefined {
    return this.#keys.get(digest);
  }

  get jwks(): AccessJwks {
    return this.#jwks;
  }

  isRevoked(grantId: string): boolean {
    return this.#revoked.has(grantId);
  }

  /** What a user's groups allow on a server. Computed once, until a group changes. */
  groupRights(user: UserEntry, serverId: string): ToolRights {
    const computed = user.byServer.get(serverId);
    if (computed) return computed;
    if (this.#computed >= computedLimit) this.#resetComputed();
    const groups = user.groupIds.flatMap((id) => this.#groups.get(id) ?? []);
    const rights = ToolRights.of(groups, serverId);
    user.byServer.set(serverId, rights);
    this.#computed += 1;
    return rights;
  }

  onChange(listener: (change: AccessChange) => void): void {
    this.#listeners.add(listener);
  }

  /** A new watch begins, perhaps of a new bucket whose revisions start at one. */
  rewind(): void {
    this.#revision = 0;
  }

  apply(change: AccessChange, revision: number): void {
    const { key, text } = change;
    if (text === null ? this.#texts.has(key) : this.#texts.get(key) !== text) {
      if (text === null || !this.#tryToSet(key, text)) this.#remove(key);
      this.version += 1;
      for (const listener of this.#listeners) listener(change);
      this.#file.save();
    }
    this.#revision = Math.max(this.#revision, revision);
    for (const wake of this.#reaching) wake();
  }

  /**
   * Removes all entries but these, after a complete listing of the bucket. An empty listing is ignored, because NATS
   * may have lost its data. Revocations stay, because a bucket that is written again lists them last.
   */
  retain(keys: ReadonlySet<string>): void {
    if (keys.size === 0) return;
    for (const key of [...this.#texts.keys()])
      if (!keys.has(key) && !key.startsWith('grant.')) this.apply({ key, text: null }, 0);
  }

  /** @returns whether everything up to the revision was applied within `ms` */
  reach(revision: number, ms: number): Promise<boolean> {
    if (this.#revision >= revision) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (reached: boolean) => {
        clearTimeout(timer);
        this.#reaching.delete(wake);
        resolve(reached);
      };
      const wake = () => this.#revision >= revision && done(true);
      const timer = setTimeout(done, ms, false);
      this.#reaching.add(wake);
    });
  }

  /** Resolves when the latest table is on disk. */
  saved(): Promise<void> {
    return this.#file.saved();
  }

  /** @returns false for an entry that cannot be read, which then counts as deleted */
  #tryToSet(key: string, text: string): boolean {
    try {
      this.#set(key, text);
      return true;
    } catch (error) {
      log.error({ err: error, key: split(key)[0] }, 'an entry of the access table cannot be read');
      return false;
    }
  }

  #set(key: string, text: string): void {
    const [kind, id] = split(key);
    switch (kind) {
      case 'user': {
        const user = JSON.parse(text) as AccessUser;
        this.#users.set(id, {
          ...user,
          byServer: this.#shared(user.groupIds),
          tokensNotBeforeMs: user.tokensNotBefore ? Date.parse(user.tokensNotBefore) : 0,
        });
        break;
      }
      case 'group':
        this.#groups.set(id, JSON.parse(text) as AccessGroup);
        this.#resetComputed();
        break;
      case 'key': {
        const entry = JSON.parse(text) as AccessKey;
        this.#keys.set(id, { ...entry, expiresAtMs: entry.expiresAt ? Date.parse(entry.expiresAt) : Infinity });
        break;
      }
      case 'grant':
        this.#revoked.set(id, Date.parse((JSON.parse(text) as AccessGrant).revokedAt));
        break;
      case 'quotas':
        this.quotas.replace((JSON.parse(text) as AccessQuotas).settings);
        break;
      case 'jwks':
        this.#jwks = JSON.parse(text) as AccessJwks;
        break;
      default:
        return;
    }
    this.#texts.set(key, text);
  }

  #remove(key: string): void {
    const [kind, id] = split(key);
    this.#texts.delete(key);
    if (kind === 'user') this.#users.delete(id);
    if (kind === 'key') this.#keys.delete(id);
    if (kind === 'grant') this.#revoked.delete(id);
    if (kind === 'jwks') this.#jwks = { keys: [] };
    if (kind === 'quotas') this.quotas.replace([]);
    if (kind === 'group' && this.#groups.delete(id)) this.#resetComputed();
  }

  #shared(groupIds: readonly string[]): Map<string, ToolRights> {
    const key = [...groupIds].sort().join(' ');
    const shared = this.#byGroups.get(key) ?? new Map<string, ToolRights>();
    this.#byGroups.set(key, shared);
    return shared;
  }

  #resetComputed(): void {
    for (const byServer of this.#byGroups.values()) byServer.clear();
    this.#computed = 0;
  }

  /** All entries but revocations of tokens that have expired by now. */
  #kept(): [string, string][] {
    const oldest = Date.now() - revocationMs;
    return [...this.#texts].filter(([key]) => !key.startsWith('grant.') || this.#revoked.get(split(key)[1])! > oldest);
  }
}

function split(key: string): [kind: string, id: string] {
  const dot = key.indexOf('.');
  return dot === -1 ? [key, ''] : [key.slice(0, dot), key.slice(dot + 1)];
}
