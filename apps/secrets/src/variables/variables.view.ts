import type { DataKeysView } from '../keys/data-keys.view.js';
import { foldVariables, type VariablesState, variablesDecider } from './variables.decider.js';

export const ownerOf = (serverId: string): string => `server:${serverId}`;
export const variablesStream = (serverId: string): string => `variables-${serverId}`;

/** Variables as stored. Holds no value in clear. */
export class VariablesView {
  private readonly variables = new Map<string, VariablesState>();

  apply(event: { stream: string; type: string; data: unknown }): void {
    if (!event.stream.startsWith('variables-')) return;
    const id = event.stream.slice(event.stream.indexOf('-') + 1);
    this.variables.set(id, foldVariables([event], this.of(id)));
  }

  of(serverId: string): VariablesState {
    return this.variables.get(serverId) ?? variablesDecider.initial;
  }

  /** Keys whose values are all gone: those of a deleted server, or out of use since its last variable was removed. */
  condemnedKeys(serverId: string, keys: DataKeysView): string[] {
    const { retired, dropped } = this.of(serverId);
    const owner = ownerOf(serverId);
    if (dropped) return keys.all.filter((key) => key.owner === owner).map((key) => key.dataKeyId);
    return retired.filter((id) => keys.has(id));
  }
}
