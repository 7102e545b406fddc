import { type LogBatch, type LogLineIn, subjects } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { KeyedMutex } from '@toolyard/service';

export interface LogTarget {
  log: 'server' | 'deployment';
  serverId: string;
  deploymentId: string;
  containerId: string;
}

/** Publishes log lines in order, one message at a time for each log, and keeps trying while NATS is away. */
export class LogPublisher {
  private readonly publishing = new KeyedMutex();
  private stopping = false;

  constructor(
    private readonly messaging: Pick<Messaging, 'publish'>,
    private readonly retryMs = 500,
  ) {}

  /** Resolves when the lines are stored, or when the service stops before. */
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

  /** One line in the platform's own voice. With an id, the same line said twice within ten minutes is stored once. */
  say(target: LogTarget, stage: LogLineIn['stage'], text: string, id?: string): Promise<void> {
    return this.send(target, [{ stage, stream: 'platform', at: new Date().toISOString(), text }], id);
  }

  /** Waits for what is under way, but no longer than a second. */
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
        await new Promise((resolve) => setTimeout(resolve, this.retryMs).unref());
      }
    }
  }
}
