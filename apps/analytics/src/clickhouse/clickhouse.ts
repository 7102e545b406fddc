import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { OnApplicationShutdown } from '@nestjs/common';
import { quotaExceeded, Rejected } from '@toolyard/contracts';
import { drainPending, Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import type { Query } from './query.js';

export const schemaFolder = resolve(import.meta.dirname, '../../../../infra/clickhouse');

/** Where calls and logs are kept: a folder for the embedded engine, or the address of a server. */
export type Place = { folder: string } | { url: string };

/** One thread writes a batch as one part; waiting inserts of the server would acknowledge before anything is stored. */
const settings = { async_insert: 0, max_insert_threads: '1', max_threads: 2, max_execution_time: 60 } as const;

const timeoutMs = 65_000;

/** Seconds that each query of the present request may take; nothing for what the service asks for its own work. */
export const querySeconds = new AsyncLocalStorage<number>();
/** TIMEOUT_EXCEEDED of ClickHouse. */
const tookTooLong = '159';

/** Two connections, so that reading does not wait for writing. The embedded engine allows one folder in a process. */
export class ClickHouse implements OnApplicationShutdown {
  private constructor(
    private readonly reader: ClickHouseClient,
    private readonly writer: ClickHouseClient,
    private readonly engine: Session | undefined,
  ) {}

  static async open(place: Place): Promise<ClickHouse> {
    if ('url' in place) {
      const connect = () =>
        createClient({
          url: place.url,
          request_timeout: timeoutMs,
          clickhouse_settings: { ...settings },
          application: 'toolyard',
          log: { level: ClickHouseLogLevel.OFF },
        });
      return new ClickHouse(connect(), connect(), undefined);
    }
    mkdirSync(place.folder, { recursive: true });
    // The first connection decides the settings of the whole engine, and only this one can bring a configuration file.
    const engine = openEngine(place.folder);
    // The two packages declare the same connection type in different versions.
    const connect = () => createClient({ connection: createChdbConnection({ path: place.folder }) as never });
    const opened = new ClickHouse(connect(), connect(), engine);
    for (const client of [opened.reader, opened.writer]) {
      for (const [name, value] of Object.entries(settings)) await client.command({ query: `SET ${name} = ${value}` });
    }
    return opened;
  }

  async rows<Row>({ text, params }: Query<Row>): Promise<Row[]> {
    return answered(async () =>
      (await this.reader.query({ query: limited(text), query_params: params, format: 'JSONEachRow' })).json<Row>(),
    );
  }

  async row<Row>(query: Query<Row>): Promise<Row> {
    const [row] = await this.rows(query);
    if (row === undefined) throw new Error('A query that always answers one row answered none.');
    return row;
  }

  /** Stores all rows or none, given that they are less than 256 MiB and the table has no partitions. */
  async insert(table: string, columns: readonly [string, ...string[]], values: unknown[][]): Promise<void> {
    if (values.length === 0) return;
    await answered(() =>
      this.writer.insert({
        table,
        columns: [...columns] as [string, ...string[]],
        values,
        format: 'JSONCompactEachRow',
      }),
    );
  }

  async run({ text, params }: Query<never>): Promise<void> {
    await answered(() => this.writer.command({ query: text, query_params: params }));
  }

  /** Rejects when the engine does not answer. */
  async ping(): Promise<void> {
    const answer = await this.reader.ping({ select: true });
    if (!answer.success) throw answer.error;
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.writer.close()]);
    if (!this.engine) return;
    await drainPending();
    this.engine.close();
    await drainPending();
  }
}

function openEngine(folder: string): Session {
  try {
    return new Session(folder, { connectionArgs: [`--config-file=${join(schemaFolder, 'embedded.xml')}`] });
  } catch (error) {
    const message =
      `The embedded ClickHouse engine cannot open ${folder}. One process at a time may use the folder: ` +
      'stop the other one, or give CLICKHOUSE_URL. The engine said why above.';
    throw new Error(message, { cause: error });
  }
}

function limited(text: string): string {
  const seconds = querySeconds.getStore();
  return seconds === undefined ? text : `${text}\nSETTINGS max_execution_time = ${seconds}`;
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const limit = querySeconds.getStore();
    if (limit !== undefined && (error as { code?: unknown }).code === tookTooLong)
      throw quotaExceeded('query_seconds', { limit, use: 0, requested: limit + 1 });
    if (!isOfNetwork(error)) throw error;
    throw new Rejected(
      'unavailable',
      'The calls and logs cannot be reached right now. Nothing is lost; try again in a moment.',
      undefined,
      { cause: error },
    );
  }
}

/** System errors of Node have codes like ECONNREFUSED; what the engine refuses has numbers. */
function isOfNetwork(error: unknown): boolean {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return /^E[A-Z_]+$/.test(code ?? '') || /^Timeout error|socket hang up/.test(message ?? '');
}
