/** More often is not worth a write. */
const everyMs = 60_000;

/** When accounts and API keys were last let in, told to whoever shows it: on the hot path a look-up and a comparison. */
export class LastSeen {
  readonly #told = new Map<string, number>();
  /** Set once NATS is there. A figure that gets lost is no harm. */
  write: ((name: string, at: string) => void) | undefined;

  saw(accountId: string, keyId: string | undefined, now = Date.now()): void {
    this.#tell(`user.${accountId}`, now);
    if (keyId !== undefined) this.#tell(`key.${keyId}`, now);
  }

  #tell(name: string, now: number): void {
    if (now - (this.#told.get(name) ?? -Infinity) < everyMs) return;
    this.#told.set(name, now);
    this.write?.(name, new Date(now).toISOString());
  }
}
