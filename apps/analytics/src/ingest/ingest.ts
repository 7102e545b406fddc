import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { type LogBatch, streams, type StreamSpec, type ToolCall } from '@toolyard/contracts';
import { type Consumption, type Delivered, Messaging } from '@toolyard/messaging';
import { log } from '@toolyard/service';
import { CallStore } from '../calls/calls.store.js';
import { ClickHouse } from '../clickhouse/clickhouse.js';
import { gauges, ingested, insertSeconds, refused, repeated } from '../analytics.metrics.js';
import { logOfSubject } from '../logs/log-line.js';
import { LogTails } from '../logs/log-tails.js';
import { LogStore } from '../logs/logs.store.js';

const ackWaitMs = 120_000;

/**
 * Stores what the message streams hold and acknowledges it afterwards. There is one ingester. It makes its consumers
 * anew at every start:
 * they then begin with the oldest message that is not acknowledged, instead of with newer ones while the others wait
 * for their redelivery, which would put log lines in the wrong order.
 */
@Injectable()
export class Ingest implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly consumptions: Consumption[] = [];
  private manager: JetStreamManager | undefined;

  constructor(
    private readonly messaging: Messaging,
    private readonly clickhouse: ClickHouse,
    private readonly calls: CallStore,
    private readonly logs: LogStore,
    private readonly tails: LogTails,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.manager = await jetstreamManager(this.messaging.connection);
    gauges({ lag: () => this.lag(), rows: () => this.rows() });
    await this.consume<Partial<ToolCall>[]>(streams.calls, 'analytics-calls', 32, (messages) =>
      this.storeCalls(messages),
    );
    await this.consume<Partial<LogBatch>>(streams.logs, 'analytics-logs', 256, (messages) => this.storeLogs(messages));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.consumptions.map((consumption) => consumption.stop()));
    await Promise.all([
      this.calls.writes.runExclusive(() => undefined),
      this.logs.writes.runExclusive(() => undefined),
    ]);
  }

  private async consume<T>(
    spec: StreamSpec,
    durable: string,
    batch: number,
    store: (messages: Delivered<T>[]) => Promise<void>,
  ): Promise<void> {
    await this.manager!.consumers.delete(spec.name, durable).catch(() => undefined);
    const handle = async (messages: Delivered<T>[]) => {
      try {
        await store(messages);
      } catch (error) {
        log.error(
          { err: error, stream: spec.name, messages: messages.length },
          'a batch could not be stored; it is kept and tried again',
        );
        throw error;
      }
      for (const message of messages) message.ack();
    };
    this.consumptions.push(
      this.messaging.consume<T>(spec, { durable, maxAckPending: batch * 4, ackWaitMs, batch }, handle),
    );
  }

  private async storeCalls(messages: Delivered<Partial<ToolCall>[]>[]): Promise<void> {
    const done = insertSeconds.startTimer({ table: 'tool_calls' });
    const added = await this.calls.add(
      messages.map(({ sequence, storedAt, redelivered, data }) => ({ sequence, storedAt, redelivered, calls: data })),
    );
    done();
    ingested.inc({ table: 'tool_calls' }, added.stored);
    repeated.inc(added.repeated);
    refused.inc({ table: 'tool_calls' }, added.refused);
  }

  private async storeLogs(messages: Delivered<Partial<LogBatch>>[]): Promise<void> {
    const done = insertSeconds.startTimer({ table: 'log_lines' });
    const added = await this.logs.add(
      messages.flatMap(({ subject, sequence, redelivered, data }) => {
        const name = logOfSubject(subject);
        return name ? [{ log: name, sequence, redelivered, batch: data }] : [];
      }),
    );
    done();
    ingested.inc({ table: 'log_lines' }, added.stored);
    refused.inc({ table: 'log_lines' }, added.refused);
    for (const { log: name, last } of added.grown) this.tails.grew(name, last);
  }

  private async lag(): Promise<Record<string, number>> {
    const infos = await Promise.all([streams.calls, streams.logs].map(({ name }) => this.manager!.streams.info(name)));
    return Object.fromEntries(infos.map(({ config, state }) => [config.name, state.messages]));
  }

  private async rows(): Promise<Record<string, number>> {
    const counted = await this.clickhouse.rows<{ table: string; total: number }>({
      text: `SELECT name AS table, total_rows AS total FROM system.tables
WHERE database = currentDatabase() AND name IN ('tool_calls', 'call_figures', 'log_lines')`,
      params: {},
    });
    return Object.fromEntries(counted.map(({ table, total }) => [table, Number(total)]));
  }
}
