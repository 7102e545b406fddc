import { type LogBatch, type LogLineIn, subjects } from '@toolyard/contracts';
import { Injectable } from '@nestjs/common';
import { LogShipper } from '@toolyard/service';

export interface LogTarget {
  log: 'server' | 'deployment';
  serverId: string;
  deploymentId: string;
  containerId: string;
}

/** Publishes lines to the log of a server or of a deployment. */
@Injectable()
export class LogPublisher {
  constructor(private readonly shipper: LogShipper) {}

  /** Resolves when the lines are stored, or when the service stops. */
  async send(target: LogTarget, lines: LogLineIn[], id?: string): Promise<void> {
    const { log, serverId, deploymentId, containerId } = target;
    const subject = log === 'server' ? subjects.serverLog(serverId) : subjects.deploymentLog(deploymentId);
    const batch: LogBatch = { serverId, deploymentId, containerId, lines };
    await this.shipper.ship(subject, batch, id);
  }

  /** Publishes a line of the platform. Two lines with the same id within ten minutes are stored once. */
  say(target: LogTarget, stage: LogLineIn['stage'], text: string, id?: string): Promise<void> {
    return this.send(target, [{ stage, stream: 'platform', at: new Date().toISOString(), text }], id);
  }

  /** Waits for the lines under way, at most a second. */
  async stop(): Promise<void> {
    await this.shipper.stop();
  }
}
