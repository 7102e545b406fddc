import { Injectable } from '@nestjs/common';
import { jetstreamManager } from '@nats-io/jetstream';
import { streams } from '@toolyard/contracts';
import { Messaging } from '@toolyard/messaging';

/** The messages of log lines that are published and not stored yet. */
@Injectable()
export class LogStream {
  constructor(private readonly messaging: Messaging) {}

  /** Resolves true once every log message that was published before `sequence` is stored. */
  async storedUpTo(sequence: number): Promise<boolean> {
    const { messages, first_seq } = await this.state();
    return messages === 0 || first_seq > sequence;
  }

  async lastSequence(): Promise<number> {
    return (await this.state()).last_seq;
  }

  private async state() {
    const manager = await jetstreamManager(this.messaging.connection, { checkAPI: false });
    return (await manager.streams.info(streams.logs.name)).state;
  }
}
