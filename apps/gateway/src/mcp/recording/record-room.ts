/** Room for records of refused calls: so many a minute and server, so that refused callers cannot fill the store. */
export class RecordRoom {
  readonly #recorded = new Map<string, { minute: number; count: number }>();

  constructor(private readonly perMinute: number) {}

  has(serverId: string): boolean {
    const recorded = this.#recorded.get(serverId);
    return !recorded || recorded.minute !== thisMinute() || recorded.count < this.perMinute;
  }

  take(serverId: string): boolean {
    const recorded = this.#recorded.get(serverId);
    if (!recorded || recorded.minute !== thisMinute()) {
      this.#recorded.set(serverId, { minute: thisMinute(), count: 1 });
      return true;
    }
    recorded.count += 1;
    return recorded.count <= this.perMinute;
  }
}

const thisMinute = (): number => Math.floor(Date.now() / 60_000);
