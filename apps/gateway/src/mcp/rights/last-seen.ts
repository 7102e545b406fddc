/** One account or key is reported at most this often. */
const intervalMs = 60_000;

/** Keeps `name` (`user.<id>` or `key.<id>`) with the ISO 8601 time of its latest use. Must not throw. */
export type WriteLastSeen = (name: string, at: string) => void;

/** When accounts and API keys were last admitted. On the hot path a lookup and a comparison. */
export class LastSeen {
  readonly #accounts = new Map<string, number>();
  readonly #keys = new Map<string, number>();

  constructor(private readonly write: WriteLastSeen) {}

  saw(accountId: string, keyId: string | undefined, now = Date.now()): void {
    this.#report(this.#accounts, 'user', accountId, now);
    if (keyId !== undefined) this.#report(this.#keys, 'key', keyId, now);
  }

  #report(reported: Map<string, number>, kind: 'user' | 'key', id: string, now: number): void {
    if (now - (reported.get(id) ?? -Infinity) < intervalMs) return;
    reported.set(id, now);
    this.write(`${kind}.${id}`, new Date(now).toISOString());
  }
}
