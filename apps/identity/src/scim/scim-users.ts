import { Injectable } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import { ServiceConfig } from '@toolyard/service';
import type { Account } from '../domain/account.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { matcher, mayMatch } from './scim-filter.js';
import { listAnswer, type ListQuery, narrowed, ScimError } from './scim-messages.js';
import { patchedUser, userDocument, userResource, type RequestedUser, requestedUser } from './scim-user.js';

type Resource = Record<string, unknown>;

export const scimBase = ({ publicUrl }: ServiceConfig): string => `${publicUrl}/scim/v2`;

/**
 * People, whether an identity provider pushed them or not, so that it finds those that were here before. Service
 * accounts are not people.
 */
@Injectable()
export class ScimUsers {
  constructor(
    private readonly directory: DirectoryService,
    private readonly accounts: AccountsService,
    private readonly config: ServiceConfig,
  ) {}

  list({ filter, ...query }: ListQuery): Resource {
    const people = [...this.directory.view.accounts.values()].filter(({ kind }) => kind === 'user').sort(byAge);
    const shown = (resource: Resource) => narrowed(resource, query);
    if (filter === undefined) return listAnswer(people, query, (account) => shown(this.resource(account)));
    const { matches, needed } = matcher(filter);
    const candidates = people.filter(({ id, externalId, email, name }) =>
      mayMatch(needed, { id, externalId, userName: email, displayName: name }),
    );
    return listAnswer(candidates.map((account) => this.resource(account)).filter(matches), query, shown);
  }

  read(id: string, query: Pick<ListQuery, 'attributes' | 'excludedAttributes'>): Resource {
    return narrowed(this.resource(this.person(id)), query);
  }

  async create(body: unknown, actor: Actor): Promise<Resource> {
    const { email, name, externalId, active } = requestedUser(body);
    const account = await this.accounts.register(
      { name, email, role: 'member', groupIds: [], provider: 'scim', externalId },
      actor,
    );
    return this.resource(active ? account : await this.accounts.edit(account.id, { active }, actor));
  }

  async replace(id: string, body: unknown, actor: Actor): Promise<Resource> {
    const before = this.person(id);
    return this.apply(before, requestedUser(body, { active: before.active }), actor);
  }

  async patch(id: string, body: unknown, actor: Actor): Promise<Resource> {
    const before = this.person(id);
    return this.apply(before, patchedUser(userDocument(before), body), actor);
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.accounts.delete(this.person(id).id, actor);
  }

  private async apply(
    before: Account,
    { email, name, active, externalId }: RequestedUser,
    actor: Actor,
  ): Promise<Resource> {
    const after = await this.accounts.edit(before.id, { email, name, active, externalId }, actor);
    // What was open stays shut when the account is active again.
    if (before.active && !active) await this.accounts.endSessions(before.id, actor);
    return this.resource(after);
  }

  /** @throws ScimError 404 */
  private person(id: string): Account {
    const account = this.accounts.user(id);
    if (account?.kind !== 'user') throw new ScimError(404, `There is no User ${id.slice(0, 100)}.`);
    return account;
  }

  private resource(account: Account): Resource {
    const groups = this.directory.view.groupsOf(account).filter(({ isDefault }) => !isDefault);
    return userResource(account, groups, scimBase(this.config));
  }
}

export const byAge = (a: { createdAt: string; id: string }, b: { createdAt: string; id: string }): number =>
  a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1;
