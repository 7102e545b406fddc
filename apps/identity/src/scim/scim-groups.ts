import { Injectable } from '@nestjs/common';
import type { Actor } from '@toolyard/contracts';
import { ServiceConfig } from '@toolyard/service';
import type { Account } from '../domain/account.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { Group } from '../domain/group.decider.js';
import { GroupsService } from '../groups/groups.service.js';
import { DirectoryService } from '../directory/directory.service.js';
import { matcher, mayMatch } from './scim-filter.js';
import { groupDocument, groupResource, patchedGroup, type RequestedGroup, requestedGroup } from './scim-group.js';
import { listAnswer, type ListQuery, narrowed, ScimError } from './scim-messages.js';
import { byAge, scimBase } from './scim-users.js';

type Resource = Record<string, unknown>;

const changesAtOnce = 16;

/**
 * Permission groups: who may call which tools of which servers. The default group is left out: all accounts are in it,
 * whatever an identity provider says.
 */
@Injectable()
export class ScimGroups {
  constructor(
    private readonly directory: DirectoryService,
    private readonly groups: GroupsService,
    private readonly accounts: AccountsService,
    private readonly config: ServiceConfig,
  ) {}

  list({ filter, ...query }: ListQuery): Resource {
    const { matches, needed, asksForMembers } =
      filter === undefined ? { matches: () => true, needed: {}, asksForMembers: false } : matcher(filter);
    const candidates = this.groups
      .list()
      .filter(
        (group) =>
          !group.isDefault && mayMatch(needed, { id: group.id, externalId: group.externalId, displayName: group.name }),
      )
      .sort(byAge);
    const found = candidates
      .map((group) => this.resource(group, asksForMembers || !query.excludedAttributes.includes('members')))
      .filter(matches);
    return listAnswer(found, query, (resource) => narrowed(resource, query));
  }

  read(id: string, query: Pick<ListQuery, 'attributes' | 'excludedAttributes'>): Resource {
    return narrowed(this.resource(this.group(id), !query.excludedAttributes.includes('members')), query);
  }

  async create(body: unknown, actor: Actor): Promise<Resource> {
    const requested = requestedGroup(body);
    this.assertPeople(requested.members);
    const group = await this.groups.create({ name: requested.name, externalId: requested.externalId }, actor);
    await this.setMembers(group.id, requested.members, actor);
    return this.resource(group);
  }

  async replace(id: string, body: unknown, actor: Actor): Promise<Resource> {
    return this.apply(this.group(id), requestedGroup(body), actor);
  }

  async patch(id: string, body: unknown, actor: Actor): Promise<Resource> {
    const group = this.group(id);
    return this.apply(group, patchedGroup(groupDocument(group, this.members(id)), body), actor);
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.groups.delete(this.group(id).id, actor);
  }

  private async apply({ id }: Group, { name, externalId, members }: RequestedGroup, actor: Actor): Promise<Resource> {
    this.assertPeople(members);
    const group = await this.groups.edit(id, { name, externalId }, actor);
    await this.setMembers(id, members, actor);
    return this.resource(group);
  }

  private async setMembers(groupId: string, requested: readonly string[], actor: Actor): Promise<void> {
    const present = new Set(this.members(groupId).map(({ id }) => id));
    const stays = new Set(requested);
    const changes = [
      ...requested.filter((id) => !present.has(id)).map((id) => () => this.accounts.join(id, groupId, actor, 'scim')),
      ...[...present].filter((id) => !stays.has(id)).map((id) => () => this.accounts.leave(id, groupId, actor)),
    ];
    for (let first = 0; first < changes.length; first += changesAtOnce)
      await Promise.all(changes.slice(first, first + changesAtOnce).map((change) => change()));
  }

  /** Before anything is changed. @throws ScimError */
  private assertPeople(ids: readonly string[]): void {
    const missing = ids.filter((id) => this.accounts.user(id)?.kind !== 'user');
    if (missing.length > 0)
      throw new ScimError(
        400,
        `There is no User ${missing.join(', ').slice(0, 300)}. Nothing was changed.`,
        'invalidValue',
      );
  }

  /** @throws ScimError 404 */
  private group(id: string): Group {
    const group = this.directory.view.groups.get(id);
    if (!group || group.isDefault) throw new ScimError(404, `There is no Group ${id.slice(0, 100)}.`);
    return group;
  }

  private members(groupId: string): Account[] {
    return this.directory.view.membersOf(groupId).filter(({ kind }) => kind === 'user');
  }

  /** The members are only looked up when they are asked for. */
  private resource(group: Group, withMembers = true): Resource {
    return groupResource(group, withMembers ? this.members(group.id) : [], scimBase(this.config));
  }
}
