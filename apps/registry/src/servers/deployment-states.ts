import { Injectable } from '@nestjs/common';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { type DeploymentState, neverDeployed } from './server-answer.js';

/** A list must not wait for a service that hangs. */
const patienceMs = 1_500;

/** Asks `builds` how servers fare, and remembers the last answers for as long as it cannot be asked. */
@Injectable()
export class DeploymentStates {
  private readonly known = new Map<string, DeploymentState>();

  constructor(private readonly requester: Requester) {}

  /** One request for all. Servers that were never asked about before are missing while `builds` is away. */
  async of(serverIds: string[]): Promise<ReadonlyMap<string, DeploymentState>> {
    if (serverIds.length === 0) return this.known;
    try {
      const { states } = await this.requester.request(
        'builds.deployments.states',
        { serverIds },
        { timeoutMs: patienceMs },
      );
      for (const id of serverIds) this.known.set(id, states[id] ?? neverDeployed);
    } catch (error) {
      log.warn({ err: error }, 'builds cannot be asked, so servers are shown with their last known state');
    }
    return this.known;
  }

  isNew(serverId: string): void {
    this.known.set(serverId, neverDeployed);
  }

  forget(serverId: string): void {
    this.known.delete(serverId);
  }
}
