import { Masker } from '@toolyard/service';
import type { Masking } from './payload.js';

/** Asks for a server's secrets; rejects while they cannot be had. */
export type FetchSecrets = (serverId: string) => Promise<Record<string, string>>;

interface Known {
  version: string;
  values: string[];
  masking: Masking;
}

const patienceMs = 2_000;
const retryMs = 1_000;

/**
 * Masks by server and version of its secrets. The values before the last change are masked as well, because containers
 * that drain still use them. Nothing is masked by halves: until the present values are known there is no mask, and
 * payloads are withheld.
 */
export class SecretMasks {
  readonly #known = new Map<string, Known>();
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #failedAt = new Map<string, number>();

  constructor(private readonly fetch: FetchSecrets) {}

  get(serverId: string, version: string): Masking | null {
    const known = this.#known.get(serverId);
    if (known?.version === version) return known.masking;
    void this.refresh(serverId, version);
    return null;
  }

  async soon(serverId: string, version: string): Promise<Masking | null> {
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([this.refresh(serverId, version), deadline]);
    const known = this.#known.get(serverId);
    // A later version masks what an earlier one did.
    return known ? known.masking : null;
  }

  refresh(serverId: string, version: string): Promise<void> {
    if (this.#known.get(serverId)?.version === version) return Promise.resolve();
    const running = this.#fetching.get(serverId);
    if (running) return running;
    if (Date.now() - (this.#failedAt.get(serverId) ?? 0) < retryMs) return Promise.resolve();
    const fetching = this.#load(serverId, version).finally(() => this.#fetching.delete(serverId));
    this.#fetching.set(serverId, fetching);
    return fetching;
  }

  forget(serverId: string): void {
    this.#known.delete(serverId);
    this.#failedAt.delete(serverId);
  }

  async #load(serverId: string, version: string): Promise<void> {
    try {
      const values = Object.values(await this.fetch(serverId));
      const before = this.#known.get(serverId)?.values ?? [];
      this.#known.set(serverId, { version, values, masking: await Masker.prepare([...values, ...before]) });
      this.#failedAt.delete(serverId);
    } catch {
      this.#failedAt.set(serverId, Date.now());
    }
  }
}
