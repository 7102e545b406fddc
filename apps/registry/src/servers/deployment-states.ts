import { Injectable } from '@nestjs/common';
import { Requester } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { type DeploymentState, neverDeployed } from './server-answer.js';

/** A list of servers does not wait longer for `builds`. */
const answerTimeoutMs = 1_500;

/** Deployment states of servers, as `builds` answered last; the earlier answers stay while `builds` is unavailable. */
@Injectable()
export class DeploymentStates {
  private readonly states = new Map<string, DeploymentState>();

  constructor(private readonly requester: Requester) {}

  /** One request for all servers. While `builds` is unavailable, servers without an earlier answer are missing. */
  async of(serverIds: string[]): Promise<ReadonlyMap<string, DeploymentState>> {
    if (serverIds.length === 0) return this.states;
    try {
      const { states: answered } = await this.requester.request(
        'builds.deployments.states',
        { serverIds },
        { timeoutMs: answerTimeoutMs },
      );
      for (const id of serverIds) this.states.set(id, answered[id] ?? neverDeployed);
    } catch (error) {
      log.warn({ err: error }, 'builds is unavailable, so servers are shown with their last state');
    }
    return this.states;
  }

  isNew(serverId: string): void {
    this.states.set(serverId, neverDeployed);
  }

  forget(serverId: string): void {
    this.states.delete(serverId);
  }
}
