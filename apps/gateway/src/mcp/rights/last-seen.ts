/** More often is not worth a write. */
const everyMs = 60_000;

/**
 * When accounts and API keys were last let in, told to whoever shows it: on the hot path a look-up and a comparison.
 */
export class LastSeen {
  readonly #accounts = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  /** Set once NATS is there. A figure that gets lost is no harm. */
  write: ((name: string, at: string) => void) | undefined;

  saw(accountId: string, keyId: string | undefined, now = Date.now()): void {
    this.#tell(this.#accounts, 'user', accountId, now);
    if (keyId !== undefined) this.#tell(this.#keys, 'key', keyId, now);
  }

  #tell(told: Map<string, number>, kind: 'user' | 'key', id: string, now: number): void {
    if (now - (told.get(id) ?? -Infinity) < everyMs) return;
    told.set(id, now);
    this.write?.(`${kind}.${id}`, new Date(now).toISOString());
  }
}
