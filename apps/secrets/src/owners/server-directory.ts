import { Injectable } from '@nestjs/common';
import { Rejected } from '@toolyard/contracts';
import { Requester } from '@toolyard/messaging';
import { OwnersView, serverGone, type ServerOfCredentials } from './owners.view.js';

const idPattern = /^srv_[0-9a-f]{32}$/;
const patienceMs = 2_000;

/** Which servers exist, as `registry` says; while it is away, as its stored events say. */
@Injectable()
export class ServerDirectory {
  constructor(
    private readonly requester: Requester,
    private readonly owners: OwnersView,
  ) {}

  /**
   * @throws Rejected `not_found`, or `unavailable` while the registry is away and this service has no event of the
   * server
   */
  async assertExists(serverId: string): Promise<void> {
    await this.get(serverId);
  }

  /**
   * @throws Rejected `not_found`, or `unavailable` while the registry is away and this service has no event of the
   * server
   */
  async get(serverId: string): Promise<ServerOfCredentials> {
    if (!idPattern.test(serverId)) throw serverGone();
    try {
      return await this.requester.request('registry.servers.get', { serverId }, { timeoutMs: patienceMs });
    } catch (error) {
      const away = error instanceof Rejected && (error.code === 'unavailable' || error.code === 'timeout');
      const seen = away ? this.owners.server(serverId) : undefined;
      if (seen) return seen;
      throw error instanceof Rejected && error.code === 'not_found' ? serverGone() : error;
    }
  }
}
