import { Injectable } from '@nestjs/common';
import { actorOfUser, type DefaultAccess } from '@toolyard/contracts';
import { newId } from '@toolyard/service';
import type { Account } from '../domain/account.js';
import { linkInvalid } from '../domain/account.decider.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { organisationId } from '../directory/aggregates.js';
import { defaultGroupId } from '../directory/first-accounts.js';
import { GroupsService } from '../groups/groups.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { IdentityConfig } from '../identity.config.js';
import { digestOf, sameDigest } from '../directory/token.js';
import { Passwords } from '../passwords/passwords.js';

export interface FirstAdmin {
  name: string;
  email: string;
  password: string;
  defaultAccess?: DefaultAccess;
}

/** Makes the first admin, by a link that only the operator who started the platform has seen. */
@Injectable()
export class SetUp {
  private readonly digest: string | undefined;

  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly groups: GroupsService,
    private readonly passwords: Passwords,
    config: IdentityConfig,
  ) {
    this.digest = config.setUpToken === undefined ? undefined : digestOf(config.setUpToken);
  }

  /**
   * @param defaultAccess of the default group; it allows nothing unless this opens it
   * @throws Rejected `link_invalid`, `weak_password`
   */
  async run(token: string, { name, email, password, defaultAccess }: FirstAdmin): Promise<Account> {
    const digest = digestOf(token);
    if (this.digest === undefined || !sameDigest(this.digest, digest) || !this.directory.view.needsSetUp)
      throw linkInvalid();
    this.accounts.assertFree(email);
    const passwordHash = await this.passwords.hash(password, [name, email]);
    const userId = newId('usr');
    // The link is used up before the account is made: two who have it do not both become admin. After a crash in
    // between, the next start brings another.
    await this.directory.aggregates.organisation.execute(organisationId, {
      type: 'setUp',
      userId,
      digest,
      at: new Date().toISOString(),
    });
    const admin = await this.accounts.register({
      userId,
      name,
      email,
      role: 'admin',
      groupIds: [],
      provider: 'password',
      passwordHash,
    });
    if (defaultAccess !== undefined) await this.groups.edit(defaultGroupId, { defaultAccess }, actorOfUser(admin));
    return admin;
  }
}
