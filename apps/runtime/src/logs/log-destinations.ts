import { Injectable } from '@nestjs/common';
import type { LogLineIn } from '@toolyard/contracts';
import { DesiredState } from '../desired/desired-state.view.js';
import type { LogTarget } from './log-publisher.js';

interface LogDestination {
  log: LogTarget['log'];
  stage: LogLineIn['stage'];
}

/**
 * Decides which log a line of a container belongs to: the deployment's until its promotion, the server's from then on.
 */
@Injectable()
export class LogDestinations {
  constructor(private readonly desired: DesiredState) {}

  /** @param at when the line was printed; milliseconds since the epoch */
  of({ serverId, deploymentId }: { serverId: string; deploymentId: string }, at: number): LogDestination {
    const server = this.desired.servers.get(serverId);
    const promotedAt = server?.live?.deploymentId === deploymentId ? server.live.promotedAt : null;
    const served =
      promotedAt !== null ? at >= promotedAt : server?.retired.some((one) => one.deploymentId === deploymentId);
    return served ? { log: 'server', stage: 'runtime' } : { log: 'deployment', stage: 'candidate' };
  }
}
