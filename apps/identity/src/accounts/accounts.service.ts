import { Injectable } from '@nestjs/common';
import {
  type Actor,
  actorOfUser,
  type MembershipSource,
  Rejected,
  type Role,
  type SignInMethod,
} from '@toolyard/contracts';
import { log, newId } from '@toolyard/service';
import { DirectoryService } from '../directory/directory.service.js';
import type { Account } from '../domain/account.js';
import { type AccountCommand, type AccountEdits, noSuchAccount } from '../domain/account.decider.js';
import type { SecondFactorCommand } from '../domain/second-factor.decider.js';
import { foldedEmail } from '../domain/email-address.js';
import { Emails, emailTaken } from '../emails/emails.js';
import { organisationId } from '../directory/aggregates.js';

export interface Registration {
  /** Given when the caller made it up beforehand, so that a repetition is noticed. */
  userId?: string;
  name: string;
  email: string;
  role: Role;
  /** Beside the default group. */
  groupIds: string[];
  provider: 'password' | 'oidc' | 'scim';
  passwordHash?: string;
  externalId?: string;
  identity?: { issuer: string; subject: string };
  invitationId?: string;
}

export interface AccountChanges extends AccountEdits {
  active?: boolean;
  groupIds?: string[];
}

/** Accounts of people and service accounts, with their groups, passwords and linked identities. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly directory: DirectoryService,
    private readonly emails: Emails,
  ) {}

  user(id: string): Account | undefined {
    return this.directory.view.accounts.get(id);
  }

  /** @throws Rejected `not_found` */
  get(id: string): Account {
    const account = this.user(id);
    if (!account) throw noSuchAccount();
    return account;
  }

  /** @throws Rejected `not_found`, for the account of a person too */
  service(id: string): Account {
    const account = this.get(id);
    if (account.kind !== 'service') throw noSuchAccount();
    return account;
  }

  /**
   * @param by undefined: the person registers themselves. @throws Rejected `email_taken`, `conflict` for a `userId`
   * that is used up
   */
  async register(input: Registration, by?: Actor): Promise<Account> {
    const userId = input.userId ?? newId('usr');
    const at = new Date().toISOString();
    const actor = by ?? actorOfUser({ id: userId, name: input.name });
    const { name, email, role, provider, passwordHash, externalId, identity, invitationId } = input;
    await this.emails.reserve(email, userId, at);
    const groupIds = this.withDefault(input.groupIds);
    await this.change(userId, {
      type: 'register',
      userId,
      name,
      email: email.trim(),
      role,
      groupIds,
      provider,
      passwordHash,
      externalId,
      identity,
      invitationId,
      actor,
      at,
    });
    if (role === 'admin') await this.appoint(userId, at, actor);
    return this.get(userId);
  }

  async createService(input: { name: string; role: Role; groupIds: string[] }, actor: Actor): Promise<Account> {
    const userId = newId('svc');
    const at = new Date().toISOString();
    await this.change(userId, {
      type: 'createService',
      userId,
      name: input.name,
      role: input.role,
      groupIds: this.withDefault(input.groupIds),
      actor,
      at,
    });
    return this.get(userId);
  }

  /** @throws Rejected `not_found`, `email_taken`, `last_admin` */
  async edit(id: string, { active, groupIds, ...edits }: AccountChanges, actor: Actor): Promise<Account> {
    const before = this.get(id);
    const common = { actor, at: new Date().toISOString() };
    this.assertGroups(groupIds ?? []);
    const moves =
      edits.email !== undefined && before.email !== null && foldedEmail(edits.email) !== foldedEmail(before.email);
    const wasAdmin = administers(before);
    const isAdmin = administers({ ...before, role: edits.role ?? before.role, active: active ?? before.active });
    if (moves) await this.emails.reserve(edits.email!, id, common.at);
    if (wasAdmin && !isAdmin) await this.dismiss(id, common.at, actor);
    await this.change(id, { ...common, type: 'edit', edits });
    if (active !== undefined) await this.change(id, { ...common, type: active ? 'enable' : 'disable' });
    if (groupIds !== undefined) await this.change(id, { ...common, type: 'setGroups', groupIds });
    if (moves) await this.emails.release(before.email!, id, common.at);
    if (isAdmin && !wasAdmin) await this.appoint(id, common.at, actor);
    return this.get(id);
  }

  /**
   * The address is free again; API keys and sessions end with the account. @throws Rejected `not_found`, `last_admin`
   */
  async delete(id: string, actor: Actor): Promise<void> {
    const account = this.get(id);
    const at = new Date().toISOString();
    if (administers(account)) await this.dismiss(id, at, actor);
    await this.change(id, { type: 'delete', actor, at });
    if (account.email === null) return;
    await this.emails.release(account.email, id, at).catch((error: unknown) => {
      log.warn(
        { err: error },
        'the address of a deleted account is not released yet; the next who asks for it gets it all the same',
      );
    });
  }

  async join(id: string, groupId: string, actor: Actor, source: MembershipSource = 'manual'): Promise<void> {
    this.assertGroups([groupId]);
    await this.change(id, { type: 'join', groupId, source, actor, at: new Date().toISOString() });
  }

  async leave(id: string, groupId: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'leave', groupId, actor, at: new Date().toISOString() });
  }

  /** Memberships of this source become these groups; those made by hand stay. Ids that are no group are ignored. */
  async followGroups(id: string, groupIds: string[], source: 'oidc' | 'scim', actor: Actor): Promise<void> {
    const existing = groupIds.filter((each) => this.directory.view.groups.has(each));
    await this.change(id, { type: 'followGroups', groupIds: existing, source, actor, at: new Date().toISOString() });
  }

  async linkIdentity(id: string, issuer: string, subject: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'linkIdentity', issuer, subject, actor, at: new Date().toISOString() });
  }

  async setPassword(id: string, hash: string, actor: Actor, link?: string): Promise<Account> {
    await this.change(id, { type: 'setPassword', hash, link, actor, at: new Date().toISOString() });
    return this.get(id);
  }

  async makePasswordLink(id: string, digest: string, expiresAt: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'makePasswordLink', digest, expiresAt, actor, at: new Date().toISOString() });
  }

  /** @param by an admin; undefined: the user of the account */
  async changeSecondFactor(id: string, command: SecondFactorCommand, by?: Actor): Promise<void> {
    await this.change(id, { ...command, actor: by ?? actorOfUser(this.get(id)), at: new Date().toISOString() });
  }

  /** Ends every session of the dashboard and every connection of an MCP client. */
  async endSessions(id: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'endSessions', actor, at: new Date().toISOString() });
  }

  async signedIn(account: Account, method: SignInMethod): Promise<void> {
    const actor = actorOfUser(account);
    await this.directory.aggregates.users.execute(
      account.id,
      { type: 'recordSignIn', method, actor, at: new Date().toISOString() },
      actor,
    );
  }

  async signedOut(account: Account): Promise<void> {
    const actor = actorOfUser(account);
    const command = { type: 'recordSignOut', actor, at: new Date().toISOString() } as const;
    await this.directory.aggregates.users.execute(account.id, command, actor);
  }

  /** An address that an account has already is refused before anything is written. */
  assertFree(email: string): void {
    if (this.directory.view.withEmail(email)) throw emailTaken();
  }

  assertGroups(groupIds: string[]): void {
    const missing = groupIds.filter((id) => !this.directory.view.groups.has(id));
    if (missing.length === 0) return;
    throw new Rejected(
      'invalid_request',
      `There is no group ${missing.join(', ').slice(0, 200)}. Nothing was changed.`,
      missing.map((id) => ({ field: 'groupIds', problem: `${id} is not a group` })),
    );
  }

  private withDefault(groupIds: string[]): string[] {
    this.assertGroups(groupIds);
    const group = this.directory.view.defaultGroup;
    return [...new Set([...(group ? [group.id] : []), ...groupIds])];
  }

  private change(id: string, command: AccountCommand) {
    return this.directory.executeEverywhere(this.directory.aggregates.users, id, command, command.actor);
  }

  private async appoint(userId: string, at: string, actor: Actor): Promise<void> {
    await this.directory.aggregates.organisation.execute(organisationId, { type: 'appoint', userId, at }, actor);
  }

  private async dismiss(userId: string, at: string, actor: Actor): Promise<void> {
    await this.directory.aggregates.organisation.execute(organisationId, { type: 'dismiss', userId, at }, actor);
  }
}

const administers = ({ kind, role, active }: Account): boolean => kind === 'user' && role === 'admin' && active;
