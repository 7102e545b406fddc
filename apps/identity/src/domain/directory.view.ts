import {
  type ApiKeyEvent,
  type GroupEvent,
  type GroupRules,
  type InvitationEvent,
  type OrganisationEvent,
  usableServers,
  type UsableServers,
  type UserEvent,
} from '@toolyard/contracts';
import type { Account } from './account.js';
import { accountDecider } from './account.decider.js';
import { foldedEmail } from './email-address.js';
import { type Invitation, invitationDecider } from './invitation.decider.js';
import { type Organisation, organisationDecider } from './organisation.decider.js';
import { type Group, groupDecider } from './group.decider.js';
import { type ApiKey, apiKeyDecider } from './api-key.decider.js';

/**
 * Accounts, groups, API keys and invitations, as every replica folds them. Indexes answer in constant time, because
 * they are read on every request.
 */
export class DirectoryView {
  readonly accounts = new Map<string, Account>();
  readonly groups = new Map<string, Group>();
  readonly keys = new Map<string, ApiKey>();
  readonly invitations = new Map<string, Invitation>();
  organisation: Organisation = organisationDecider.initial;
  private readonly byEmail = new Map<string, string>();
  private readonly byIdentity = new Map<string, string>();
  private readonly byPasswordLink = new Map<string, string>();
  private readonly byKeyDigest = new Map<string, string>();
  private readonly byInvitation = new Map<string, string>();
  private readonly usable = new Map<string, UsableServers>();

  apply(event: { stream: string; type: string; data: unknown }): void {
    const { stream } = event;
    if (stream.startsWith('user-')) this.applyUser(event as unknown as UserEvent);
    else if (stream.startsWith('group-')) this.applyGroup(event as unknown as GroupEvent);
    else if (stream.startsWith('apikey-')) this.applyKey(event as unknown as ApiKeyEvent);
    else if (stream.startsWith('invitation-')) this.applyInvitation(event as unknown as InvitationEvent);
    else if (stream === 'organisation-main')
      this.organisation = organisationDecider.evolve(this.organisation, event as unknown as OrganisationEvent);
  }

  withEmail(email: string): Account | undefined {
    return this.account(this.byEmail.get(foldedEmail(email)));
  }

  withIdentity(issuer: string, subject: string): Account | undefined {
    return this.account(this.byIdentity.get(identityKey(issuer, subject)));
  }

  withPasswordLink(digest: string): Account | undefined {
    return this.account(this.byPasswordLink.get(digest));
  }

  /** Revoked and expired ones too: the caller has to check. */
  keyWithDigest(digest: string): ApiKey | undefined {
    const id = this.byKeyDigest.get(digest);
    return id === undefined ? undefined : this.keys.get(id);
  }

  keysOf(userId: string): ApiKey[] {
    return [...this.keys.values()].filter((key) => key.userId === userId);
  }

  withInvitation(digest: string): Invitation | undefined {
    const id = this.byInvitation.get(digest);
    return id === undefined ? undefined : this.invitations.get(id);
  }

  get defaultGroup(): Group | undefined {
    for (const group of this.groups.values()) if (group.isDefault) return group;
    return undefined;
  }

  /** A deleted group is no longer among them, though accounts still name it. */
  groupsOf(account: Account): Group[] {
    return Object.keys(account.groups).flatMap((id) => this.groups.get(id) ?? []);
  }

  /** Computed once for all accounts of the same groups, because it is read on every request. */
  usableBy(account: Account): UsableServers {
    const together = Object.keys(account.groups).sort().join();
    let usable = this.usable.get(together);
    if (!usable) {
      usable = usableServers(this.groupsOf(account) satisfies GroupRules[]);
      this.usable.set(together, usable);
    }
    return usable;
  }

  membersOf(groupId: string): Account[] {
    return [...this.accounts.values()].filter((account) => Object.hasOwn(account.groups, groupId));
  }

  /** True while there is no account of a person with the role admin. */
  get needsSetUp(): boolean {
    for (const { kind, role } of this.accounts.values()) if (kind === 'user' && role === 'admin') return false;
    return true;
  }

  private account(id: string | undefined): Account | undefined {
    return id === undefined ? undefined : this.accounts.get(id);
  }

  private applyUser(event: UserEvent): void {
    const { userId } = event.data;
    const before = this.accounts.get(userId);
    const after = accountDecider.evolve(before ?? 'missing', event);
    if (before) this.forget(before);
    if (typeof after === 'string') {
      this.accounts.delete(userId);
      return;
    }
    this.accounts.set(userId, after);
    if (after.email !== null) this.byEmail.set(foldedEmail(after.email), userId);
    for (const { issuer, subject } of after.identities) this.byIdentity.set(identityKey(issuer, subject), userId);
    if (after.passwordLink) this.byPasswordLink.set(after.passwordLink.digest, userId);
  }

  private forget(account: Account): void {
    if (account.email !== null && this.byEmail.get(foldedEmail(account.email)) === account.id)
      this.byEmail.delete(foldedEmail(account.email));
    for (const { issuer, subject } of account.identities) this.byIdentity.delete(identityKey(issuer, subject));
    if (account.passwordLink) this.byPasswordLink.delete(account.passwordLink.digest);
  }

  private applyGroup(event: GroupEvent): void {
    this.usable.clear();
    const { groupId } = event.data;
    const after = groupDecider.evolve(this.groups.get(groupId) ?? 'missing', event);
    if (typeof after === 'string') this.groups.delete(groupId);
    else this.groups.set(groupId, after);
  }

  private applyKey(event: ApiKeyEvent): void {
    const key = apiKeyDecider.evolve(this.keys.get(event.data.keyId) ?? null, event);
    if (!key) return;
    this.keys.set(key.id, key);
    for (const digest of key.usedDigests) this.byKeyDigest.delete(digest);
    this.byKeyDigest.set(key.digest, key.id);
  }

  private applyInvitation(event: InvitationEvent): void {
    const invitation = invitationDecider.evolve(this.invitations.get(event.data.invitationId) ?? null, event);
    if (!invitation) return;
    this.invitations.set(invitation.id, invitation);
    this.byInvitation.set(invitation.digest, invitation.id);
  }
}

const identityKey = (issuer: string, subject: string): string => `${issuer}\n${subject}`;
