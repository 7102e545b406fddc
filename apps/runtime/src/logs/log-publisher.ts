import { type LogBatch, type LogLineIn, subjects } from '@toolyard/contracts';
import { Injectable } from '@nestjs/common';
import { Messaging } from '@toolyard/messaging';
import { KeyedMutex } from '@toolyard/service';

const retryMs = 500;

export interface LogTarget {
  log: 'server' | 'deployment';
  serverId: string;
  deploymentId: string;
  containerId: string;
}

/** Publishes log lines in order, one message at a time for each log, and retries while NATS does not answer. */
@Injectable()
export class LogPublisher {
  private readonly publishing = new KeyedMutex();
  private stopping = false;

  constructor(private readonly messaging: Messaging) {}

  /** Resolves when the lines are stored, or when the service stops. */
  send(target: LogTarget, lines: LogLineIn[], id?: string): Promise<void> {
    const subject =
      target.log === 'server' ? subjects.serverLog(target.serverId) : subjects.deploymentLog(target.deploymentId);
    const batch: LogBatch = {
      serverId: target.serverId,
      deploymentId: target.deploymentId,
      containerId: target.containerId,
      lines,
    };
    return this.publishing.runExclusive(subject, () => this.publish(subject, batch, id));
  }

  /** Publishes a line of the platform. Two lines with the same id within ten minutes are stored once. */
  say(target: LogTarget, stage: LogLineIn['stage'], text: string, id?: string): Promise<void> {
    return this.send(target, [{ stage, stream: 'platform', at: new Date().toISOString(), text }], id);
  }

  /** Waits for the lines under way, at most a second. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.race([this.publishing.drain(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  }

  private async publish(subject: string, batch: LogBatch, id?: string): Promise<void> {
    for (;;) {
      try {
        return await this.messaging.publish(subject, batch, id ? { id } : {});
      } catch {
        if (this.stopping) return;
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
    }
  }
}
