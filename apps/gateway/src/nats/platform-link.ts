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

  attach(platform: Platform): void {
    this.#platform = platform;
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
