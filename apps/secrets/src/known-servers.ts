import { Rejected } from '@toolyard/contracts';
import type { Requester } from '@toolyard/messaging';
import { serverGone } from './variables.decider.js';
import type { SecretsView } from './secrets.view.js';

const idPattern = /^srv_[0-9a-f]{32}$/;
const patienceMs = 2_000;

/** Whether a server exists is for `registry` to say; while it is away, the events that it stored say it nearly as well. */
export class KnownServers {
  constructor(
    private readonly requester: Requester,
    private readonly view: SecretsView,
  ) {}

  /** @throws Rejected `not_found`, or `unavailable` when nobody can tell */
  async assertExists(serverId: string): Promise<void> {
    if (!idPattern.test(serverId)) throw serverGone();
    try {
      await this.requester.request('registry.servers.get', { serverId }, { timeoutMs: patienceMs });
    } catch (error) {
      const away = error instanceof Rejected && (error.code === 'unavailable' || error.code === 'timeout');
      if (away && this.view.serverExists(serverId)) return;
      throw error instanceof Rejected && error.code === 'not_found' ? serverGone() : error;
    }
  }
}
