import { actorOfUser } from '@toolyard/contracts';
import { Injectable } from '@nestjs/common';
import type { Account } from '../domain/account.js';
import { linkInvalid } from '../domain/account.decider.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { digestOf, sameDigest } from '../directory/token.js';
import { Passwords } from './passwords.js';

/** Links with which a user sets a new password, made by an admin. */
@Injectable()
export class PasswordLinks {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
  ) {}

  /** @throws Rejected `link_invalid` */
  withToken(token: string): Account {
    const digest = digestOf(token);
    const account = this.directory.view.withPasswordLink(digest);
    const link = account?.passwordLink;
    if (!link || !sameDigest(link.digest, digest) || !account.active || new Date().toISOString() >= link.expiresAt)
      throw linkInvalid();
    return account;
  }

  /** The account's decider looks at the link again, so that of two uses at the same time one counts. */
  async use(token: string, password: string): Promise<Account> {
    const account = this.withToken(token);
    const hash = await this.passwords.hash(password, [account.name, account.email ?? '']);
    return this.accounts.setPassword(account.id, hash, actorOfUser(account), digestOf(token));
  }
}
