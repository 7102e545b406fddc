import { foldDataKey, type WrappedKey } from '../keys/data-key.decider.js';
import { foldVariables, type VariablesState, variablesDecider } from './variables.decider.js';

interface SeenEvent {
  stream: string;
  type: string;
  data: unknown;
}

export const ownerOf = (serverId: string): string => `server:${serverId}`;
export const variablesStream = (serverId: string): string => `variables-${serverId}`;
export const dataKeyStream = (dataKeyId: string): string => `datakey-${dataKeyId}`;

/** Variables and data keys as stored. Holds no value in clear. */
export class SecretsView {
  private readonly variables = new Map<string, VariablesState>();
  private readonly keys = new Map<string, WrappedKey>();

  apply(event: SeenEvent): void {
    const dash = event.stream.indexOf('-');
    const id = event.stream.slice(dash + 1);
    switch (event.stream.slice(0, dash)) {
      case 'variables':
        this.variables.set(id, foldVariables([event], this.of(id)));
        return;
      case 'datakey': {
        const key = foldDataKey([event], this.keys.get(id) ?? null);
        if (key) this.keys.set(id, key);
        return;
      }
    }
  }

  of(serverId: string): VariablesState {
    return this.variables.get(serverId) ?? variablesDecider.initial;
  }

  dataKey(dataKeyId: string): WrappedKey | undefined {
    return this.keys.get(dataKeyId);
  }

  get dataKeys(): WrappedKey[] {
    return [...this.keys.values()];
  }

  /** Keys whose values are all gone: those of a deleted server, or out of use since its last variable was removed. */
  condemnedKeys(serverId: string): string[] {
    const { retired, dropped } = this.of(serverId);
    const owner = ownerOf(serverId);
    if (dropped) return this.dataKeys.filter((key) => key.owner === owner).map((key) => key.dataKeyId);
    return retired.filter((id) => this.keys.has(id));
  }

  /** The stream of a destroyed key leaves the store without an event, so the caller reports it here. */
  destroyed(dataKeyId: string): void {
    this.keys.delete(dataKeyId);
  }
}
