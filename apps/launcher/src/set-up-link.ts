import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Layout, serviceUrl } from './processes/layout.js';

const lookAgainMs = 3_000;
const answerWithinMs = 5_000;

/** The link that makes the first admin: a new one at each start, shown until it was used. */
export class SetUpLink {
  private readonly stopping = new AbortController();
  private required = false;

  private constructor(private readonly layout: Layout) {}

  /** 256 random bits, known to the launcher and `identity` alone. */
  static token(): string {
    return randomBytes(32).toString('base64url');
  }

  /** @param onUsed called once there is an admin */
  static async open(layout: Layout, onUsed: () => void): Promise<SetUpLink> {
    const link = new SetUpLink(layout);
    link.required = await link.isRequired();
    if (link.required) void link.watch(onUsed);
    return link;
  }

  get url(): string | null {
    return this.required
      ? `${this.layout.options.publicUrl.replace(/\/+$/, '')}/setup#token=${this.layout.setupToken}`
      : null;
  }

  stop(): void {
    this.stopping.abort();
  }

  private async watch(onUsed: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (this.required && !signal.aborted) {
      await pause(lookAgainMs, undefined, { signal, ref: false }).catch(() => undefined);
      this.required = signal.aborted || (await this.isRequired());
    }
    if (!signal.aborted) onUsed();
  }

  /** Required for as long as it is not known to be otherwise. */
  private async isRequired(): Promise<boolean> {
    try {
      const answer = await fetch(`${serviceUrl(this.layout, 'identity')}/api/v1/session`, {
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(answerWithinMs)]),
      });
      return ((await answer.json()) as { setupRequired: boolean }).setupRequired;
    } catch {
      return true;
    }
  }
}
