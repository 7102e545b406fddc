/** One request in this time tries whether a server that is down can be reached again. */
const trialMs = 1_000;

/** Why a request was not sent: its server could not be reached a moment ago. */
export class ServerDown extends Error {
  override readonly name = 'ServerDown';
}

/** Servers none of whose containers could be reached: their requests fail at once instead of waiting as well. */
export class Circuits {
  /** By slug, when the next trial may go; milliseconds since the epoch. */
  readonly #open = new Map<string, number>();

  /** A request waited for a container in vain. */
  open(slug: string, now = Date.now()): void {
    this.#open.set(slug, now + trialMs);
  }

  /** A container answered, or there are other containers. */
  close(slug: string): void {
    this.#open.delete(slug);
  }

  /** Whether a request fails at once; false for the trial. */
  refuses(slug: string, now = Date.now()): boolean {
    const trialAt = this.#open.get(slug);
    if (trialAt === undefined) return false;
    if (now < trialAt) return true;
    this.#open.set(slug, now + trialMs);
    return false;
  }
}
