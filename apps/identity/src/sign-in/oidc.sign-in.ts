import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import type { Account } from '../accounts/account.decider.js';
import { Accounts, actorFor } from '../accounts/accounts.service.js';
import { foldedEmail } from '../emails/email.decider.js';
import { Invitations } from '../invitations/invitations.service.js';
import { Groups } from '../groups/groups.service.js';
import { Identity } from '../directory/identity.js';
import { IdentityConfig } from '../identity.config.js';
import type { OutsidePerson } from './oidc-claims.js';

/** Which account somebody is who was confirmed by the outside provider. */
@Injectable()
export class OutsideSignIn {
  constructor(
    private readonly identity: Identity,
    private readonly accounts: Accounts,
    private readonly invitations: Invitations,
    private readonly groups: Groups,
    private readonly config: IdentityConfig,
  ) {}

  /** @param groups names that the provider claims; null: it is not asked @throws Rejected `sign_in_failed` */
  async account(person: OutsidePerson, groups: string[] | null): Promise<Account> {
    const account = await this.knownOrNew(person);
    if (!account.active) throw refused('This account is disabled. Ask an admin.');
    if (groups === null) return account;
    const ids = groups.flatMap((name) => this.groups.withName(name)?.id ?? []);
    await this.accounts.followGroups(account.id, ids, 'oidc', actorFor(account));
    return this.accounts.get(account.id);
  }

  private async knownOrNew(person: OutsidePerson): Promise<Account> {
    const { issuer, subject, name, verifiedEmail } = person;
    const known = this.identity.directory.withIdentity(issuer, subject);
    if (known) return known;
    // Whoever could claim any address would take over the account that has it.
    if (verifiedEmail === null)
      throw refused(
        'The provider does not confirm that your e-mail address is yours, so no account could be found by it. Verify the address there, or ask an admin for an invitation.',
      );
    const account = this.identity.directory.withEmail(verifiedEmail);
    if (account) {
      await this.accounts.linkIdentity(account.id, issuer, subject, actorFor(account));
      return this.accounts.get(account.id);
    }
    const invitation = this.invitations.open().find(({ email }) => foldedEmail(email) === foldedEmail(verifiedEmail));
    if (invitation) return this.invitations.acceptedOutside(invitation, { name, identity: { issuer, subject } });
    const role = this.config.TOOLYARD_OIDC_DEFAULT_ROLE;
    if (role === 'none') throw refused('There is no account with your e-mail address. Ask an admin for an invitation.');
    return this.accounts.register({
      name,
      email: verifiedEmail,
      role,
      groupIds: [],
      provider: 'oidc',
      identity: { issuer, subject },
    });
  }
}

const refused = (sentence: string): Rejected => new Rejected('sign_in_failed', `${sentence} Nothing was changed.`);
