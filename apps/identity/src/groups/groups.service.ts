import { Injectable } from '@nestjs/common';
import { type Actor, type DefaultAccess, Rejected, type Rule } from '@toolyard/contracts';
import { newId } from '@toolyard/service';
import { DirectoryService } from '../directory/directory.service.js';
import { type Group, type GroupCommand, type GroupEdits, noSuchGroup } from '../domain/group.decider.js';

/** Permission groups: who may call which tools of which servers. */
@Injectable()
export class GroupsService {
  constructor(private readonly directory: DirectoryService) {}

  /** The default group first, the others by name. */
  list(): Group[] {
    return [...this.directory.view.groups.values()].sort(
      (a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name),
    );
  }

  /** @throws Rejected `not_found` */
  get(id: string): Group {
    const group = this.directory.view.groups.get(id);
    if (!group) throw noSuchGroup();
    return group;
  }

  withName(name: string): Group | undefined {
    return this.list().find((group) => group.name.toLowerCase() === name.toLowerCase());
  }

  async create(
    input: { name: string; description?: string; defaultAccess?: DefaultAccess; externalId?: string },
    actor: Actor,
  ): Promise<Group> {
    this.assertFree(input.name);
    const groupId = newId('grp');
    const { name, description = '', defaultAccess = 'none', externalId } = input;
    await this.change(groupId, {
      type: 'create',
      groupId,
      name,
      description,
      isDefault: false,
      defaultAccess,
      externalId,
      actor,
      at: now(),
    });
    return this.get(groupId);
  }

  async edit(id: string, edits: GroupEdits, actor: Actor): Promise<Group> {
    if (edits.name !== undefined) this.assertFree(edits.name, id);
    await this.change(id, { type: 'edit', edits, actor, at: now() });
    return this.get(id);
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'delete', actor, at: now() });
  }

  async setRule(id: string, serverId: string, rule: Rule, actor: Actor): Promise<Group> {
    await this.change(id, { type: 'setRule', serverId, rule, actor, at: now() });
    return this.get(id);
  }

  async removeRule(id: string, serverId: string, actor: Actor): Promise<void> {
    await this.change(id, { type: 'removeRule', serverId, actor, at: now() });
  }

  /** Groups are named by an outside provider too, so two of one name would be ambiguous. */
  private assertFree(name: string, except?: string): void {
    const other = this.withName(name);
    if (other && other.id !== except)
      throw new Rejected(
        'conflict',
        `There is a group ${other.name} already. Nothing was changed; choose another name.`,
      );
  }

  private async change(id: string, command: GroupCommand): Promise<void> {
    await this.directory.executeEverywhere(this.directory.aggregates.groups, id, command, command.actor);
  }
}

const now = (): string => new Date().toISOString();
