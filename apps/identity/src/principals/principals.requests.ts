import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Principal, Requests } from '@toolyard/contracts';
import { Answers, AnswersFromAll } from '@toolyard/messaging';
import { DirectoryService } from '../directory/directory.service.js';
import { sessionPrincipal } from '../domain/session-principal.js';
import { rightsOf } from '../keys/key-rights.js';
import { digestOf, sameDigest } from '../directory/token.js';
import { LastSeen } from '../accounts/last-seen.js';
import { LoginSessions, needsStepUp } from '../sessions/login-sessions.js';

type Resolve = Requests['identity.principals.resolve'];
type Reach = Requests['identity.views.reach'];

/** Requests of other services. */
@Controller()
export class PrincipalsRequests {
  constructor(
    private readonly directory: DirectoryService,
    private readonly sessions: LoginSessions,
    private readonly seen: LastSeen,
  ) {}

  @Answers('identity.principals.resolve')
  async resolve(@Payload() { token, session }: Resolve['request']): Promise<Resolve['reply']> {
    await this.directory.ready;
    if (typeof token === 'string') return { principal: this.ofKey(token) };
    return { principal: typeof session === 'string' ? await this.ofSession(session) : null };
  }

  @AnswersFromAll('identity.views.reach')
  async reach(@Payload() { position }: Reach['request']): Promise<Reach['reply']> {
    await this.directory.reach(BigInt(position));
    return { reached: true };
  }

  private ofKey(token: string): Principal | null {
    const directory = this.directory.view;
    const digest = digestOf(token);
    const key = directory.keyWithDigest(digest);
    if (
      !key ||
      !sameDigest(key.digest, digest) ||
      key.revoked ||
      (key.expiresAt !== null && key.expiresAt <= new Date().toISOString())
    )
      return null;
    const account = directory.accounts.get(key.userId);
    if (!account?.active) return null;
    this.seen.saw('key', key.id);
    this.seen.saw('user', account.id);
    const name = account.name === key.name ? account.name : `${account.name} (${key.name})`;
    const within = rightsOf(account.role);
    return {
      kind: 'apikey',
      via: 'apikey',
      id: key.id,
      userId: account.id,
      name,
      role: account.role,
      rights: key.rights.filter((right) => within.includes(right)),
      servers: key.servers,
      usable: directory.usableBy(account),
    };
  }

  private async ofSession(cookie: string): Promise<Principal | null> {
    const found = await this.sessions.find(cookie);
    if (!found) return null;
    const { account, session } = found;
    const principal = sessionPrincipal(account, this.directory.view.usableBy(account));
    return needsStepUp(session, account, Date.now()) ? { ...principal, stepUp: 'needed' } : principal;
  }
}
