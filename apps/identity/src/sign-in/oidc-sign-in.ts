import { Injectable } from '@nestjs/common';
import { actorOfUser, Rejected } from '@toolyard/contracts';
import type { Account } from '../domain/account.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { foldedEmail } from '../domain/email-address.js';
import { InvitationsService } from '../invitations/invitations.service.js';
import { GroupsService } from '../groups/groups.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { IdentityConfig } from '../identity.config.js';
import type { OidcPerson } from './oidc-claims.js';

/** Finds or makes the account of a person whom the external provider confirmed. */
@Injectable()
export class OidcSignIn {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly invitations: InvitationsService,
    private readonly groups: GroupsService,
    private readonly config: IdentityConfig,
  ) {}

  /** @param groups names that the provider claims; null: it is not asked @throws Rejected `sign_in_failed` */
  async account(person: OidcPerson, groups: string[] | null): Promise<Account> {
    const account = await this.existingOrNew(person, groups ?? []);
    if (!account.active) throw refused('This account is disabled. Ask an admin.');
    if (groups === null) return account;
    const ids = groups.flatMap((name) => this.groups.withName(name)?.id ?? []);
    await this.accounts.followGroups(account.id, ids, 'oidc', actorOfUser(account));
    return this.accounts.get(account.id);
  }

  private async existingOrNew(person: OidcPerson, groups: string[]): Promise<Account> {
    const { issuer, subject, name, verifiedEmail } = person;
    const existing = this.directory.view.withIdentity(issuer, subject);
    if (existing) return existing;
    // An unverified address could be claimed by anyone, who would take over the account that has it.
    if (verifiedEmail === null)
      throw refused(
        'The provider does not confirm that your e-mail address is yours, so no account could be ' +
          'found by it. Verify the address there, or ask an admin for an invitation.',
      );
    const account = this.directory.view.withEmail(verifiedEmail);
    if (account) {
      await this.accounts.linkIdentity(account.id, issuer, subject, actorOfUser(account));
      return this.accounts.get(account.id);
    }
    const invitation = this.invitations.open().find(({ email }) => foldedEmail(email) === foldedEmail(verifiedEmail));
    if (invitation) return this.invitations.acceptedOutside(invitation, { name, identity: { issuer, subject } });
    const role = this.config.oidc?.defaultRole ?? 'none';
    if (role === 'none' || !this.mayJoin(verifiedEmail, groups))
      throw refused('There is no account with your e-mail address. Ask an admin for an invitation.');
    return this.accounts.register({
      name,
      email: verifiedEmail,
      role,
      groupIds: [],
      provider: 'oidc',
      identity: { issuer, subject },
    });
  }

  /** The provider may have accounts of anyone, so a stranger there is none of the organisation. */
  private mayJoin(email: string, groups: string[]): boolean {
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    const allowed = this.config.oidc?.allowedDomains ?? [];
    return allowed.includes(domain) || groups.some((name) => this.groups.withName(name) !== undefined);
  }
}

const refused = (sentence: string): Rejected => new Rejected('sign_in_failed', `${sentence} Nothing was changed.`);
