import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

interface Origin {
  id: string;
  /** Network address that the request came from. */
  address?: string;
}

const storage = new AsyncLocalStorage<Origin>();

/** Id that ties together everything done for one outside request; a new one outside of any. */
export function correlationId(): string {
  return storage.getStore()?.id ?? randomUUID();
}

/** The id of the outside request this is done for; undefined outside of any. */
export function currentCorrelation(): string | undefined {
  return storage.getStore()?.id;
}

/** The network address that the outside request came from; undefined outside of any. */
export function originAddress(): string | undefined {
  return storage.getStore()?.address;
}

/**
 * Runs work for one request: what it logs, stores and asks other services carries the id.
 * @param id of the request; a new one when it is absent or has another form than 128 characters of `\w.:-`
 * @param address network address that the request came from
 */
export function withCorrelation<T>(id: string | undefined, run: () => T, address?: string): T {
  return storage.run({ id: id && /^[\w.:-]{1,128}$/.test(id) ? id : randomUUID(), address }, run);
}
