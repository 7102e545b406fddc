import { Injectable } from '@nestjs/common';
import { type Actor, actorOfUser, Rejected, type Role } from '@toolyard/contracts';
import { newId, ServiceConfig } from '@toolyard/service';
import { DirectoryService } from '../directory/directory.service.js';
import { digestOf, linkTo, linkToken, sameDigest } from '../directory/token.js';
import { Passwords } from '../passwords/passwords.js';
import type { Account } from '../domain/account.js';
import { linkInvalid } from '../domain/account.decider.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { type Invitation, type InvitationCommand, noSuchInvitation } from '../domain/invitation.decider.js';
import { openInvitations } from '../accounts/users.view.js';

const livesMs = 7 * 24 * 3_600_000;

/** Invitations: links that make an account with a given role and groups. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly config: ServiceConfig,
  ) {}

  open(): Invitation[] {
    return openInvitations(this.directory.view, new Date().toISOString());
  }

  /** An earlier invitation of the same address stops working. @throws Rejected `email_taken` */
  async make(
    input: { email: string; role: Role; groupIds: string[] },
    actor: Actor,
  ): Promise<{ invitation: Invitation; url: string }> {
    const { email, role, groupIds } = input;
    this.accounts.assertFree(email);
    this.accounts.assertGroups(groupIds);
    for (const earlier of this.open())
      if (earlier.email.toLowerCase() === email.toLowerCase()) await this.withdraw(earlier.id, actor);
    const token = linkToken();
    const invitationId = newId('inv');
    const at = new Date();
    const expiresAt = new Date(at.getTime() + livesMs).toISOString();
    await this.change(
      invitationId,
      {
        type: 'make',
        invitationId,
        email,
        role,
        groupIds,
        digest: digestOf(token),
        expiresAt,
        actor,
        at: at.toISOString(),
      },
      actor,
    );
    return {
      invitation: this.directory.view.invitations.get(invitationId)!,
      url: linkTo(this.config.publicUrl, 'invitation', token),
    };
  }

  async withdraw(id: string, actor: Actor): Promise<void> {
    if (!this.directory.view.invitations.has(id)) throw noSuchInvitation();
    await this.change(id, { type: 'withdraw', actor, at: new Date().toISOString() }, actor);
  }

  /** @throws Rejected `link_invalid` */
  withToken(token: string): Invitation {
    const digest = digestOf(token);
    const invitation = this.directory.view.withInvitation(digest);
    if (
      !invitation ||
      !sameDigest(invitation.digest, digest) ||
      invitation.status !== 'open' ||
      new Date().toISOString() >= invitation.expiresAt
    )
      throw linkInvalid();
    return invitation;
  }

  /**
   * The account's id follows from the invitation's, so of two who use one link at the same time the event store lets in
   * one, and a repetition after a crash finds what was done.
   */
  async accept(token: string, name: string, password: string): Promise<Account> {
    const invitation = this.withToken(token);
    const { id: invitationId, email, role, groupIds } = invitation;
    const passwordHash = await this.passwords.hash(password, [name, email]);
    const existing = groupIds.filter((id) => this.directory.view.groups.has(id));
    const account = await this.register({
      userId: userIdOf(invitation),
      name,
      email,
      role,
      groupIds: existing,
      provider: 'password',
      passwordHash,
      invitationId,
    });
    await this.accepted(invitation, account);
    return account;
  }

  /** Accepts the invitation for a person who signed in at the external provider with the invited address. */
  async acceptedOutside(
    invitation: Invitation,
    input: { name: string; identity: { issuer: string; subject: string } },
  ): Promise<Account> {
    const { id: invitationId, email, role, groupIds } = invitation;
    const existing = groupIds.filter((id) => this.directory.view.groups.has(id));
    const account = await this.register({
      userId: userIdOf(invitation),
      email,
      role,
      groupIds: existing,
      provider: 'oidc',
      invitationId,
      ...input,
    });
    await this.accepted(invitation, account);
    return account;
  }

  private async register(input: Parameters<AccountsService['register']>[0]): Promise<Account> {
    try {
      return await this.accounts.register(input);
    } catch (error) {
      // The link was used at the same time, or before this replica had the event.
      throw error instanceof Rejected && error.code === 'conflict' ? linkInvalid() : error;
    }
  }

  private async accepted({ id }: Invitation, account: Account): Promise<void> {
    const actor = actorOfUser(account);
    await this.change(id, { type: 'accept', userId: account.id, at: new Date().toISOString() }, actor);
  }

  private async change(id: string, command: InvitationCommand, actor: Actor): Promise<void> {
    await this.directory.executeEverywhere(this.directory.aggregates.invitations, id, command, actor);
  }
}

const userIdOf = ({ id }: Invitation): string => id.replace(/^inv_/, 'usr_');
