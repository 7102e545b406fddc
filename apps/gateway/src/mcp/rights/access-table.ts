import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AccessGrant, AccessGroup, AccessJwks, AccessKey, AccessUser } from '@toolyard/contracts';
import { log } from '@toolyard/service';
import { ToolRights } from './tool-rights.js';

export interface KnownUser extends AccessUser {
  tokensNotBeforeMs: number;
  /** Worked out for people of these groups, by server; those of the same groups share it. */
  byServer: Map<string, ToolRights>;
}

export interface KnownKey extends AccessKey {
  expiresAtMs: number;
}

/** One key of the bucket; null when it is gone. `text` is the value as stored: JSON. */
export interface AccessChange {
  key: string;
  text: string | null;
}

/** Revoked connections are remembered for longer than any access token lives. */
const rememberedMs = 24 * 3_600_000;
const workedOutLimit = 20_000;
const saveDelayMs = 100;

/**
 * Users, groups, API keys, signing keys and revoked connections in memory, and on disk so that calls are decided when
 * the gateway starts while NATS is away. Nothing here asks anybody: a change holds from the next call on.
 */
export class AccessTable {
  readonly #texts = new Map<string, string>();
  readonly #users = new Map<string, KnownUser>();
  readonly #groups = new Map<string, AccessGroup>();
  readonly #keys = new Map<string, KnownKey>();
  readonly #revoked = new Map<string, number>();
  readonly #byGroups = new Map<string, Map<string, ToolRights>>();
  #workedOut = 0;
  readonly #listeners = new Set<(change: AccessChange) => void>();
  readonly #reaching = new Set<() => void>();
  #jwks: AccessJwks = { keys: [] };
  #revision = 0;
  /** Grows with every change, so that whoever kept an answer knows whether it still holds. */
  version = 0;
  #saving: Promise<void> = Promise.resolve();
  #dirty = false;

  constructor(private readonly file: string) {}

  /** A file that cannot be read is as good as none: then nobody is known until NATS tells. */
  load(): void {
    try {
      for (const [key, text] of JSON.parse(readFileSync(this.file, 'utf8')) as [string, string][]) {
        this.#set(key, text);
        for (const listener of this.#listeners) listener({ key, text });
      }
    } catch {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    }
  }

  /** False until the first entry arrived: then nobody can be told from anybody, and nobody is let in. */
  get known(): boolean {
    return this.#texts.size > 0;
  }

  user(id: string): KnownUser | undefined {
    return this.#users.get(id);
  }

  /** @param digest SHA-256 of the token, hexadecimal */
  key(digest: string): KnownKey | undefined {
    return this.#keys.get(digest);
  }

  get jwks(): AccessJwks {
    return this.#jwks;
  }

  isRevoked(grantId: string): boolean {
    return this.#revoked.has(grantId);
  }

  /** What a user's groups allow on a server, made at the first question and kept until a group changes. */
  groupRights(user: KnownUser, serverId: string): ToolRights {
    const known = user.byServer.get(serverId);
    if (known) return known;
    if (this.#workedOut >= workedOutLimit) this.#workOutAnew();
    const groups = user.groupIds.flatMap((id) => this.#groups.get(id) ?? []);
    const rights = ToolRights.of(groups, serverId);
    user.byServer.set(serverId, rights);
    this.#workedOut += 1;
    return rights;
  }

  onChange(listener: (change: AccessChange) => void): void {
    this.#listeners.add(listener);
  }

  /** A new watch begins, perhaps of a bucket that was made anew and counts from one again. */
  rewind(): void {
    this.#revision = 0;
  }

  apply(change: AccessChange, revision: number): void {
    const { key, text } = change;
    if (text === null ? this.#texts.has(key) : this.#texts.get(key) !== text) {
      if (text === null || !this.#understand(key, text)) this.#remove(key);
      this.version += 1;
      for (const listener of this.#listeners) listener(change);
      this.#save();
    }
    this.#revision = Math.max(this.#revision, revision);
    for (const wake of this.#reaching) wake();
  }

  /**
   * After a complete listing: what it did not mention is gone. An empty listing says nothing, because NATS may have
   * lost its data; and what was revoked stays revoked, because a bucket that is being written anew mentions it last.
   */
  retain(keys: ReadonlySet<string>): void {
    if (keys.size === 0) return;
    for (const key of [...this.#texts.keys()])
      if (!keys.has(key) && !key.startsWith('grant.')) this.apply({ key, text: null }, 0);
  }

  /** Resolves when everything up to the revision has been applied, or false after `ms`. */
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
    return this.#saving;
  }

  /**
   * An entry that cannot be read counts as none: whoever it was about is not let in, and the entries after it still
   * count.
   */
  #understand(key: string, text: string): boolean {
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
        this.#workOutAnew();
        break;
      case 'key': {
        const known = JSON.parse(text) as AccessKey;
        this.#keys.set(id, { ...known, expiresAtMs: known.expiresAt ? Date.parse(known.expiresAt) : Infinity });
        break;
      }
      case 'grant':
        this.#revoked.set(id, Date.parse((JSON.parse(text) as AccessGrant).revokedAt));
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
    if (kind === 'group' && this.#groups.delete(id)) this.#workOutAnew();
  }

  #shared(groupIds: readonly string[]): Map<string, ToolRights> {
    const key = [...groupIds].sort().join(' ');
    const shared = this.#byGroups.get(key) ?? new Map<string, ToolRights>();
    this.#byGroups.set(key, shared);
    return shared;
  }

  #workOutAnew(): void {
    for (const byServer of this.#byGroups.values()) byServer.clear();
    this.#workedOut = 0;
  }

  #save(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#saving = this.#saving.then(async () => {
      // Changes come in flocks: a listing, a synchronised group.
      await new Promise((resolve) => setTimeout(resolve, saveDelayMs));
      this.#dirty = false;
      const oldest = Date.now() - rememberedMs;
      const kept = [...this.#texts].filter(
        ([key]) => !key.startsWith('grant.') || this.#revoked.get(split(key)[1])! > oldest,
      );
      try {
        await writeFile(`${this.file}.new`, JSON.stringify(kept), { mode: 0o600 });
        await rename(`${this.file}.new`, this.file);
      } catch {
        // Only a start without NATS would need the file; the next change tries again.
      }
    });
  }
}

function split(key: string): [kind: string, id: string] {
  const dot = key.indexOf('.');
  return dot === -1 ? [key, ''] : [key.slice(0, dot), key.slice(dot + 1)];
}
