import { foldDataKey, type WrappedKey } from './data-key.decider.js';

export const dataKeyStream = (dataKeyId: string): string => `datakey-${dataKeyId}`;

/** Data keys as stored: wrapped, never in clear. */
export class DataKeysView {
  private readonly keys = new Map<string, WrappedKey>();

  apply(event: { stream: string; type: string; data: unknown }): void {
    if (!event.stream.startsWith('datakey-')) return;
    const id = event.stream.slice(event.stream.indexOf('-') + 1);
    const key = foldDataKey([event], this.keys.get(id) ?? null);
    if (key) this.keys.set(id, key);
  }

  get(dataKeyId: string): WrappedKey | undefined {
    return this.keys.get(dataKeyId);
  }

  has(dataKeyId: string): boolean {
    return this.keys.has(dataKeyId);
  }

  get all(): WrappedKey[] {
    return [...this.keys.values()];
  }

  /** The stream of a destroyed key leaves the store without an event, so the caller reports it here. */
  destroyed(dataKeyId: string): void {
    this.keys.delete(dataKeyId);
  }
}
