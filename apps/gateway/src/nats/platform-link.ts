import { setTimeout as sleep } from 'node:timers/promises';
import type { Messaging, Requester } from '@toolyard/messaging';
import type { SealingKey } from '@toolyard/service';

/** The connections of the platform, which exist once NATS was reached for the first time. */
export interface Platform {
  readonly messaging: Messaging;
  readonly requester: Requester;
  readonly sealing: SealingKey;
}

/** The gateway's link to the platform. The gateway answers MCP requests before the link is attached. */
export class PlatformLink {
  #platform: Platform | null = null;
  readonly #attached = Promise.withResolvers<void>();

  attach(platform: Platform): void {
    this.#platform = platform;
    this.#attached.resolve();
  }

  /** Resolves once the link was attached, or after `ms`: just after a start the link is a moment away. */
  async attachedWithin(ms: number): Promise<void> {
    if (this.#platform) return;
    const over = new AbortController();
    await Promise.race([this.#attached.promise, sleep(ms, undefined, { signal: over.signal, ref: false })]);
    over.abort();
  }

  get connected(): boolean {
    return this.#platform !== null && this.#platform.messaging.connected;
  }

  /** Null while NATS cannot be reached. */
  get current(): Platform | null {
    return this.connected ? this.#platform : null;
  }

  /** @throws while NATS cannot be reached */
  require(): Platform {
    const platform = this.current;
    if (!platform) throw new Error('NATS is not connected.');
    return platform;
  }
}
