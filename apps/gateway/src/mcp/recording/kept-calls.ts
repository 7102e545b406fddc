/** What is counted of a call. */
export interface KeptCall {
  readonly start: { readonly user: { readonly id: string }; readonly input: string };
  readonly record: { readonly input: string };
  /** Zero while nothing is counted. */
  keptSize: number;
}

/** What calls keep while they wait for their client's input, limited for each account. */
export class KeptCalls {
  readonly #byAccount = new Map<string, number>();

  constructor(private readonly limit: number) {}

  /** @returns false when the account has no room for the call */
  keep(call: KeptCall, state: string): boolean {
    const { user, input } = call.start;
    const size = state.length + call.record.input.length + input.length + 1_024;
    const kept = (this.#byAccount.get(user.id) ?? 0) + size;
    if (kept > this.limit) return false;
    call.keptSize = size;
    this.#byAccount.set(user.id, kept);
    return true;
  }

  release(call: KeptCall): void {
    if (call.keptSize === 0) return;
    const { id } = call.start.user;
    const left = (this.#byAccount.get(id) ?? 0) - call.keptSize;
    call.keptSize = 0;
    if (left > 0) this.#byAccount.set(id, left);
    else this.#byAccount.delete(id);
  }
}
