import { Mutex } from 'async-mutex';

/**
 * Runs work for the same key one after another, in the order of the calls; different keys do not wait for each other.
 */
export class KeyedMutex {
  private readonly mutexes = new Map<string, Mutex>();

  /** @returns what `work` returns; a rejection reaches the caller and does not hold up the work behind it */
  async runExclusive<T>(key: string, work: () => Promise<T> | T): Promise<T> {
    let mutex = this.mutexes.get(key);
    if (!mutex) this.mutexes.set(key, (mutex = new Mutex()));
    try {
      return await mutex.runExclusive(work);
    } finally {
      if (!mutex.isLocked()) this.mutexes.delete(key);
    }
  }

  /** Resolves when everything that was called before has ended. */
  async drain(): Promise<void> {
    await Promise.all([...this.mutexes.keys()].map((key) => this.runExclusive(key, () => undefined)));
  }
}
