import { Rejected } from '@toolyard/contracts';
import { Masker } from '@toolyard/service';
import type { Masking } from './payload.js';

/** Fetches a server's variables by name; rejects while they cannot be fetched. */
export type FetchSecrets = (serverId: string) => Promise<Record<string, string>>;

interface CachedSecrets {
  version: string;
  values: string[];
  masking: Masking;
}

const waitMs = 2_000;
const retryMs = 1_000;

/**
 * Masks by server and version of its secrets. The values before the latest change are masked too, because draining
 * containers still use them. Until the values are fetched there is no mask, and payloads are withheld.
 */
export class SecretMasks {
  readonly #cache = new Map<string, CachedSecrets>();
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #failedAt = new Map<string, number>();
  /** The version of each server's secrets that cannot be delivered; only the next version is asked for again. */
  readonly #undeliverable = new Map<string, string>();

  constructor(private readonly fetch: FetchSecrets) {}

  /** The mask, or null while it has to be fetched. */
  get(serverId: string, version: string): Masking | null {
    const cached = this.#cache.get(serverId);
    if (cached?.version === version) return cached.masking;
    void this.refresh(serverId, version);
    return null;
  }

  /** Waits up to 2 s for the mask. */
  async soon(serverId: string, version: string): Promise<Masking | null> {
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, waitMs).unref());
    await Promise.race([this.refresh(serverId, version), deadline]);
    // A later version masks the values of an earlier one too.
    return this.#cache.get(serverId)?.masking ?? null;
  }

  refresh(serverId: string, version: string): Promise<void> {
    if (this.#cache.get(serverId)?.version === version) return Promise.resolve();
    if (this.#undeliverable.get(serverId) === version) return Promise.resolve();
    const running = this.#fetching.get(serverId);
    if (running) return running;
    if (Date.now() - (this.#failedAt.get(serverId) ?? 0) < retryMs) return Promise.resolve();
    const fetching = this.#load(serverId, version).finally(() => this.#fetching.delete(serverId));
    this.#fetching.set(serverId, fetching);
    return fetching;
  }

  forget(serverId: string): void {
    this.#cache.delete(serverId);
    this.#failedAt.delete(serverId);
    this.#undeliverable.delete(serverId);
  }

  async #load(serverId: string, version: string): Promise<void> {
    try {
      const values = Object.values(await this.fetch(serverId));
      const before = this.#cache.get(serverId)?.values ?? [];
      this.#cache.set(serverId, { version, values, masking: await Masker.prepare([...values, ...before]) });
      this.#failedAt.delete(serverId);
    } catch (error) {
      if (error instanceof Rejected && error.code === 'variables_undeliverable')
        this.#undeliverable.set(serverId, version);
      else this.#failedAt.set(serverId, Date.now());
    }
  }
}
