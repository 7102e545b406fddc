import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Actor, type Receiver, Rejected, type Requests, type VariablesEvent } from '@toolyard/contracts';
import { EventStore, type Following, handle, RevisionConflict, type StoredEvent, View } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { changedBy, log, relayEvents, sealTo } from '@toolyard/service';
import { DataKeys } from './data-keys.js';
import { openValue, sealValue } from './envelope.js';
import { KnownServers } from './known-servers.js';
import { masterKeyPlace } from './master-key.js';
import { MasterKeys } from './master-keys.js';
import { rotate, type Rotation } from './rotation.js';
import { SecretsConfig } from './secrets.config.js';
import { ownerOf, SecretsView, variablesStream } from './secrets.view.js';
import { Turns } from './turns.js';
import { assertName, assertValue } from './variable-rules.js';
import { foldVariables, noSuchVariable, sealingPlan, StaleSeal, type StoredVariable, type VariablesCommand, variablesDecider, type VariablesState } from './variables.decider.js';

const attempts = 20;

/** Variables of servers. Values are in clear only on their way in, and on their way out to a receiver's key. */
@Injectable()
export class Secrets implements OnModuleInit, OnModuleDestroy {
  private readonly folded = new SecretsView();
  private readonly view: View;
  private readonly servers: KnownServers;
  private dataKeys!: DataKeys;
  private readonly followings: Following[] = [];
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly messaging: Messaging,
    requester: Requester,
    private readonly config: SecretsConfig,
  ) {
    this.view = new View(store, ['server-', 'variables-', 'datakey-'], (event) => this.folded.apply(event));
    this.servers = new KnownServers(requester, this.folded);
  }

  async onModuleInit(): Promise<void> {
    await this.view.start();
    this.dataKeys = new DataKeys(this.store, this.folded, await MasterKeys.open(masterKeyPlace(this.config), this.folded.dataKeys));
    this.followings.push(this.store.follow({ prefixes: ['server-', 'variables-'], onEvent: (event) => this.clean(event) }));
    this.followings.push(await relayEvents(this.store, this.messaging, { service: 'secrets', prefixes: ['variables-'], outside: withoutValue }));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.followings.map((following) => following.stop()));
    await this.view.stop();
  }

  async list(serverId: string): Promise<[name: string, variable: StoredVariable][]> {
    await this.servers.assertExists(serverId);
    const { variables } = await this.current(serverId);
    return [...variables].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async get(serverId: string, name: string): Promise<StoredVariable> {
    await this.servers.assertExists(serverId);
    const found = (await this.current(serverId)).variables.get(name);
    if (!found) throw noSuchVariable();
    return found;
  }

  /** The same value again changes nothing, so nothing is restarted for it. */
  async set(serverId: string, name: string, value: string, actor: Actor): Promise<StoredVariable> {
    assertName(name);
    assertValue(value);
    await this.servers.assertExists(serverId);
    return this.turns.take(serverId, () => this.setInTurn(serverId, name, value, actor));
  }

  async remove(serverId: string, name: string, actor: Actor): Promise<void> {
    await this.servers.assertExists(serverId);
    await this.turns.take(serverId, () => this.change({ kind: 'remove', serverId, name, actor, at: new Date().toISOString() }));
  }

  /** @throws Rejected `forbidden` for a receiver that is no service of this installation */
  async deliver(serverId: string, receiver: Receiver): Promise<Requests['secrets.variables.deliver']['reply']> {
    const state = await this.current(serverId);
    const values = await Promise.all([...state.variables].map(async ([name, variable]) => [name, await this.reveal(serverId, name, variable)] as const));
    return { sealed: await sealTo(receiver, JSON.stringify(Object.fromEntries(values)), this.config.TOOLYARD_SERVICE_KEY), version: String(state.changes) };
  }

  private async setInTurn(serverId: string, name: string, value: string, actor: Actor): Promise<StoredVariable> {
    for (let attempt = 1; ; attempt++) {
      const state = foldVariables(await this.store.read(variablesStream(serverId)));
      const known = state.variables.get(name);
      if (known && (await this.reveal(serverId, name, known)) === value) return known;
      try {
        return await this.seal(serverId, name, value, actor, state);
      } catch (error) {
        if (!(error instanceof StaleSeal) || attempt === attempts) throw error;
      }
    }
  }

  /** A new key-encryption key for everything stored. Other replicas notice by themselves. */
  rotate(): Promise<Rotation> {
    return this.turns.take('rotation', () => rotate(this.store, masterKeyPlace(this.config)));
  }

  /** What is stored right now; what was seen last while the store is away. */
  private async current(serverId: string): Promise<VariablesState> {
    return this.view.connected ? foldVariables(await this.store.read(variablesStream(serverId))) : this.folded.of(serverId);
  }

  private async reveal(serverId: string, name: string, { value, version }: StoredVariable): Promise<string> {
    return openValue(value, { owner: ownerOf(serverId), name, version }, await this.dataKeys.open(value.dataKeyId));
  }

  private async seal(serverId: string, name: string, value: string, actor: Actor, state: VariablesState): Promise<StoredVariable> {
    const owner = ownerOf(serverId);
    const { version, dataKeyId: existing } = sealingPlan(state, name);
    const { dataKeyId, dataKey } = existing === null ? await this.dataKeys.create(owner) : { dataKeyId: existing, dataKey: await this.dataKeys.open(existing) };
    try {
      const sealed = sealValue(value, { owner, name, version }, dataKeyId, dataKey);
      const after = await this.change({ kind: 'set', serverId, name, value: sealed, version, actor, at: new Date().toISOString() });
      return after.variables.get(name)!;
    } catch (error) {
      // Only when it is certain that nothing was stored may the new key go: the value could be there otherwise.
      if (existing === null && certainlyNotStored(error)) await this.dataKeys.destroy(dataKeyId);
      throw error;
    }
  }

  private async change(command: VariablesCommand): Promise<VariablesState> {
    const { state, position } = await handle<VariablesState, VariablesCommand, VariablesEvent>(
      this.store,
      variablesStream(command.serverId),
      variablesDecider,
      command,
      changedBy('actor' in command ? command.actor : undefined),
    );
    await this.view.reach(position);
    return state;
  }

  /** Follows from the first event at every start, so that what a crash left undone is done then. A failure is tried again. */
  private async clean(event: StoredEvent): Promise<void> {
    if (event.type !== 'ServerDeleted' && event.type !== 'VariableRemoved' && event.type !== 'VariablesDropped') return;
    await this.view.reach(event.position);
    const { serverId } = event.data as { serverId: string };
    if (event.type === 'ServerDeleted' && !this.folded.of(serverId).dropped) await this.change({ kind: 'drop', serverId, at: new Date().toISOString() });
    for (const dataKeyId of this.folded.condemnedKeys(serverId)) {
      await this.dataKeys.destroy(dataKeyId);
      log.info({ serverId, dataKeyId }, 'a data key was destroyed with the last of its values');
    }
  }
}

const certainlyNotStored = (error: unknown): boolean => error instanceof StaleSeal || error instanceof Rejected || error instanceof RevisionConflict;

/** Outside subscribers learn that a variable changed; ciphertext stays in the event store, where destroying its key reaches it. */
function withoutValue({ data }: StoredEvent): unknown {
  const { value: _, ...rest } = data as Record<string, unknown>;
  return rest;
}
