import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventStore, type Following, type StoredEvent } from '@toolyard/event-store';
import { DataKeys } from '../keys/data-keys.js';
import { DataKeysView } from '../keys/data-keys.view.js';
import { StoredState } from '../store/stored-state.js';
import { VariablesService } from './variables.service.js';
import { VariablesView } from './variables.view.js';

/**
 * Drops the variables of deleted servers, and destroys data keys with the last of their values. Follows from the first
 * event at every start, so that what a crash left undone is done then.
 */
@Injectable()
export class VariablesCleaner implements OnModuleInit, OnModuleDestroy {
  private following: Following | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly state: StoredState,
    private readonly view: VariablesView,
    private readonly variables: VariablesService,
    private readonly dataKeys: DataKeys,
    private readonly keys: DataKeysView,
  ) {}

  onModuleInit(): void {
    const prefixes = ['server-', 'variables-'];
    this.following = this.store.follow({ prefixes, onEvent: (event) => this.clean(event) });
  }

  async onModuleDestroy(): Promise<void> {
    await this.following?.stop();
  }

  /** The subscription repeats an event that fails. */
  private async clean(event: StoredEvent): Promise<void> {
    if (event.type !== 'ServerDeleted' && event.type !== 'VariableRemoved' && event.type !== 'VariablesDropped') return;
    await this.state.reach(event.position);
    const { serverId } = event.data as { serverId: string };
    if (event.type === 'ServerDeleted' && !this.view.of(serverId).dropped) await this.variables.drop(serverId);
    for (const dataKeyId of this.view.condemnedKeys(serverId, this.keys)) await this.dataKeys.retire(dataKeyId);
  }
}
