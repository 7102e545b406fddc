import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type QuotaUses,
  type Receiver,
  type Requests,
  type VariablesEvent,
  variablesBytes,
  variablesDeliverableBytes,
} from '@toolyard/contracts';
import { AggregateStore, EventStore } from '@toolyard/event-store';
import { changedBy, KeyedMutex, Quotas, sealTo } from '@toolyard/service';
import { ServerDirectory } from '../owners/server-directory.js';
import { SecretsConfig } from '../secrets.config.js';
import { ownerOf, variablesStream, VariablesView } from './variables.view.js';
import { assertName, assertValue, undeliverable } from './variable.rules.js';
import {
  foldVariables,
  noSuchVariable,
  sealingPlan,
  type StoredVariable,
  type VariablesCommand,
  variablesDecider,
  type VariablesState,
} from './variables.decider.js';
import { withFreshSeal } from '../store/fresh-seal.js';
import { StoredState } from '../store/stored-state.js';
import { Vault } from '../store/vault.js';

const base64Bytes = (text: string): number => Buffer.byteLength(text, 'base64');

/**
 * Variables of servers. Values are in clear only while they are stored, and while they are sealed for a receiver's key.
 */
@Injectable()
export class VariablesService {
  private readonly aggregate: AggregateStore<VariablesState, VariablesCommand, VariablesEvent>;
  private readonly mutex = new KeyedMutex();

  constructor(
    private readonly store: EventStore,
    private readonly servers: ServerDirectory,
    private readonly vault: Vault,
    private readonly view: VariablesView,
    private readonly state: StoredState,
    private readonly config: SecretsConfig,
    private readonly quotas: Quotas,
  ) {
    this.aggregate = new AggregateStore(store, {
      decider: variablesDecider,
      prefix: 'variables-',
      view: state,
      metadata: changedBy,
    });
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
    return this.mutex.runExclusive(serverId, () => this.setInTurn(serverId, name, value, actor));
  }

  async remove(serverId: string, name: string, actor: Actor): Promise<void> {
    await this.servers.assertExists(serverId);
    await this.mutex.runExclusive(serverId, () =>
      this.change({ type: 'remove', serverId, name, actor, at: new Date().toISOString() }),
    );
  }

  /** All variables of a deleted server. */
  async drop(serverId: string): Promise<void> {
    await this.change({ type: 'drop', serverId, at: new Date().toISOString() });
  }

  /**
   * @throws Rejected `forbidden` for a receiver that is no service of this installation; `variables_undeliverable` for
   * a set that no message carries, until it is changed
   */
  async deliver(serverId: string, receiver: Receiver): Promise<Requests['secrets.variables.deliver']['reply']> {
    const state = await this.current(serverId);
    const sealedBytes = [...state.variables.values()].reduce(
      (sum, { value }) => sum + base64Bytes(value.ciphertext),
      0,
    );
    // The sizes of the sealed values are enough to say so, and opening them all would need the memory.
    if (sealedBytes > variablesDeliverableBytes) throw undeliverable();
    const values = await this.values(serverId, state);
    if (variablesBytes(values) > variablesDeliverableBytes) throw undeliverable();
    return {
      sealed: await sealTo(receiver, JSON.stringify(Object.fromEntries(values)), this.config.serviceKey),
      version: String(state.changes),
    };
  }

  /** How many variables a server has, and their size as they are delivered. */
  async quotaUses(serverId: string): Promise<QuotaUses> {
    const state = await this.current(serverId);
    const bytes = variablesBytes(await this.values(serverId, state));
    return { variables_per_server: state.variables.size, variable_bytes_per_server: bytes };
  }

  private async setInTurn(serverId: string, name: string, value: string, actor: Actor): Promise<StoredVariable> {
    return withFreshSeal(async () => {
      const state = foldVariables(await this.store.read(variablesStream(serverId)));
      const values = await this.values(serverId, state);
      const existing = state.variables.get(name);
      if (existing && values.get(name) === value) return existing;
      const size = { use: variablesBytes(values), requested: variablesBytes(new Map(values).set(name, value)) };
      this.quotas.limits.assert('variable_bytes_per_server', serverId, size);
      return this.seal(serverId, name, value, actor, state);
    });
  }

  /** The stored state; while the store is away, the last state that the view has. */
  private async current(serverId: string): Promise<VariablesState> {
    return this.state.connected
      ? foldVariables(await this.store.read(variablesStream(serverId)))
      : this.view.of(serverId);
  }

  private async values(serverId: string, { variables }: VariablesState): Promise<Map<string, string>> {
    const values = new Map<string, string>();
    for (const [name, variable] of variables) values.set(name, await this.reveal(serverId, name, variable));
    return values;
  }

  private async reveal(serverId: string, name: string, { value, version }: StoredVariable): Promise<string> {
    return this.vault.reveal(value, { owner: ownerOf(serverId), name, version });
  }

  private async seal(
    serverId: string,
    name: string,
    value: string,
    actor: Actor,
    state: VariablesState,
  ): Promise<StoredVariable> {
    const { version, dataKeyId } = sealingPlan(state, name);
    return this.vault.sealing(ownerOf(serverId), dataKeyId, async (seal) => {
      const after = await this.change({
        type: 'set',
        serverId,
        name,
        value: seal(value, name, version),
        version,
        changes: state.changes,
        most: this.quotas.limits.of('variables_per_server', serverId),
        actor,
        at: new Date().toISOString(),
      });
      return after.variables.get(name)!;
    });
  }

  private async change(command: VariablesCommand): Promise<VariablesState> {
    const actor = 'actor' in command ? command.actor : undefined;
    return (await this.aggregate.execute(command.serverId, command, actor)).state;
  }
}
