import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import type { ServerOfCredentials } from '../credentials/credentials.view.js';
import { serverGone } from '../variables/variables.decider.js';
import { Vault } from './vault.js';

const idPattern = /^srv_[0-9a-f]{32}$/;
const patienceMs = 2_000;

/**
 * Whether a server exists is for `registry` to say; while it is away, the events that it stored say it nearly as well.
 */
@Injectable()
export class ServerDirectory {
  constructor(
    private readonly requester: Requester,
    private readonly vault: Vault,
  ) {}

  /** @throws Rejected `not_found`, or `unavailable` when nobody can tell */
  async assertExists(serverId: string): Promise<void> {
    await this.get(serverId);
  }

  /** @throws Rejected `not_found`, or `unavailable` when nobody can tell */
  async get(serverId: string): Promise<ServerOfCredentials> {
    if (!idPattern.test(serverId)) throw serverGone();
    try {
      return await this.requester.request('registry.servers.get', { serverId }, { timeoutMs: patienceMs });
    } catch (error) {
      const away = error instanceof Rejected && (error.code === 'unavailable' || error.code === 'timeout');
      const seen = away ? this.vault.credentials.server(serverId) : undefined;
      if (seen) return seen;
      throw error instanceof Rejected && error.code === 'not_found' ? serverGone() : error;
    }
  }
}
