import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** Id that ties together everything done for one outside request; a new one outside of any. */
export function correlationId(): string {
  return storage.getStore() ?? randomUUID();
}

/** The id of the outside request this is done for; undefined outside of any. */
export function currentCorrelation(): string | undefined {
  return storage.getStore();
}

export function withCorrelation<T>(id: string | undefined, run: () => T): T {
  return storage.run(id && /^[\w.:-]{1,128}$/.test(id) ? id : randomUUID(), run);
}
