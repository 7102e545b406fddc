import { randomBytes } from 'node:crypto';
import type { KV } from '@nats-io/kv';
import { Injectable } from '@nestjs/common';
import { buckets } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';
import { ServiceConfig, sessionCookie, sessionCookieName } from '@toolyard/service';
import { stringifySetCookie } from 'cookie';
import pRetry from 'p-retry';
import type { Account } from '../domain/account.js';
import { DirectoryService } from '../directory/directory.service.js';
import { digestOf } from '../directory/token.js';
import { LastSeen } from '../accounts/last-seen.js';

/** Value of a key of the bucket; the key is the SHA-256 of the cookie. */
export interface LoginSession {
  userId: string;
  createdAt: string;
  lastSeenAt: string;
  address: string;
  userAgent: string;
  /** When its user last entered a code of the second factor. */
  verifiedAt?: string;
}

const dayMs = 24 * 3_600_000;
/** An unused session expires in the bucket after this long. */
const idleMs = 30 * dayMs;
/** The longest life of a session, used or not. */
const longestMs = 90 * dayMs;
/** A code counts for dangerous actions for this long. */
const verifiedMs = 15 * 60_000;
/** The last use is written at most this often. */
const touchMs = 3_600_000;

/**
 * Who is signed in to the dashboard. Looked up on every request, so that signing out holds at once on every replica.
 */
@Injectable()
export class LoginSessions {
  private readonly secure: boolean;
  private readonly publicUrl: string;

  constructor(
    private readonly messaging: Messaging,
    private readonly directory: DirectoryService,
    private readonly seen: LastSeen,
    config: ServiceConfig,
  ) {
    this.secure = new URL(config.publicUrl).protocol === 'https:';
    this.publicUrl = config.publicUrl;
  }

  /** Answers the `Set-Cookie` header. */
  async start(
    account: Account,
    from: { address?: string; userAgent?: string },
    { isVerified = false }: { isVerified?: boolean } = {},
  ): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    // With a clock that was set back, the session would already be over when it starts.
    const notBefore = account.sessionsNotBefore === null ? 0 : Date.parse(account.sessionsNotBefore) + 1;
    const createdAt = new Date(Math.max(Date.now(), notBefore)).toISOString();
    const session: LoginSession = {
      userId: account.id,
      createdAt,
      lastSeenAt: createdAt,
      address: from.address ?? '',
      userAgent: (from.userAgent ?? '').slice(0, 300),
      ...(isVerified ? { verifiedAt: createdAt } : {}),
    };
    await (await this.bucket()).create(digestOf(token), JSON.stringify(session));
    this.seen.saw('user', account.id);
    return this.cookie(token, longestMs / 1_000);
  }

  /** The token of a `Cookie` header, if it has one. */
  tokenIn(header: string | undefined): string | undefined {
    return sessionCookie(header, this.publicUrl);
  }

  /** Whose cookie it is; undefined for one that is unknown, over, or of an account that is disabled or gone. */
  async find(token: string): Promise<{ account: Account; session: LoginSession } | undefined> {
    const bucket = await this.bucket();
    const entry = await bucket.get(digestOf(token));
    if (entry?.operation !== 'PUT') return undefined;
    const session = entry.json<LoginSession>();
    const account = this.directory.view.accounts.get(session.userId);
    if (!account || !isLive(session, account, Date.now())) return undefined;
    this.seen.saw('user', account.id);
    if (Date.now() - Date.parse(session.lastSeenAt) > touchMs) {
      const touched: LoginSession = { ...session, lastSeenAt: new Date().toISOString() };
      // A session that was ended meanwhile stays ended.
      await bucket.update(entry.key, JSON.stringify(touched), entry.revision).catch(() => undefined);
    }
    return { account, session };
  }

  /** Its user entered a code just now. */
  async verified(token: string): Promise<void> {
    const bucket = await this.bucket();
    const store = async (): Promise<void> => {
      const entry = await bucket.get(digestOf(token));
      if (entry?.operation !== 'PUT') return;
      const session: LoginSession = { ...entry.json<LoginSession>(), verifiedAt: new Date().toISOString() };
      await bucket.update(entry.key, JSON.stringify(session), entry.revision);
    };
    // Another request may write its last use in between.
    await pRetry(store, { retries: 2, minTimeout: 0 });
  }

  async end(token: string): Promise<void> {
    await (await this.bucket()).delete(digestOf(token));
  }

  /** `Set-Cookie` header that makes the browser forget it. */
  forget(): string {
    return this.cookie('', 0);
  }

  private cookie(value: string, maxAge: number): string {
    return stringifySetCookie({
      name: sessionCookieName(this.publicUrl),
      value,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      maxAge,
    });
  }

  private bucket(): Promise<KV> {
    return this.messaging.kv(buckets.loginSessions, { ttlMs: idleMs });
  }
}

export function isLive(
  session: Pick<LoginSession, 'createdAt'>,
  account: Pick<Account, 'active' | 'sessionsNotBefore'>,
  now: number,
): boolean {
  if (!account.active || now - Date.parse(session.createdAt) > longestMs) return false;
  return account.sessionsNotBefore === null || session.createdAt > account.sessionsNotBefore;
}

/** Whether a dangerous action asks the user of this session for a code first. */
export const needsStepUp = (
  { verifiedAt }: Pick<LoginSession, 'verifiedAt'>,
  { secondFactor }: Pick<Account, 'secondFactor'>,
  now: number,
): boolean => secondFactor !== null && (verifiedAt === undefined || now - Date.parse(verifiedAt) > verifiedMs);
