import { Injectable } from '@nestjs/common';
import type { Principal } from '@toolyard/contracts';
import { originAddress, Requester } from '@toolyard/messaging';
import type { OwnedServer } from './permission.js';

const timeoutMs = 3_000;

/**
 * Asks `identity` for principals and `registry` for the owners of servers. Nothing is cached, so what is revoked
 * is revoked at once.
 */
@Injectable()
export class Principals {
  constructor(private readonly requester: Requester) {}

  /** @throws Rejected `unavailable` while `identity` does not answer */
  async resolve(shown: { token?: string; session?: string }): Promise<Principal | null> {
    const { principal } = await this.requester.request(
      'identity.principals.resolve',
      { ...shown, address: originAddress() },
      { timeoutMs },
    );
    return principal;
  }

  /** The server, or that of the deployment. @throws Rejected `not_found` */
  async server(by: 'server' | 'deployment', id: string): Promise<OwnedServer> {
    const serverId =
      by === 'server'
        ? id
        : (await this.requester.request('builds.deployments.get', { deploymentId: id }, { timeoutMs })).serverId;
    return this.requester.request('registry.servers.get', { serverId }, { timeoutMs });
  }
}
