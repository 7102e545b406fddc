import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { identified, identityStream } from '@toolyard/event-store';
import { requirePassword } from './grpc/authorisation.js';
import { appendHandler, batchAppendHandler } from './grpc/append.handlers.js';
import { Committer } from './storage/committer.js';
import { eraseFromLog, openDatabase } from './storage/database.js';
import { deleteHandler, tombstoneHandler } from './grpc/deletion.handlers.js';
import { EventLog } from './storage/event-log.js';
import { EventReader } from './storage/event-reader.js';
import { gossipHandler, supportedMethodsHandler } from './grpc/node.handlers.js';
import { OpenCalls } from './grpc/open-calls.js';
import { GossipService, ServerFeaturesService, type Streams, StreamsService } from './grpc/protocol.js';
import { readHandler } from './grpc/read.handler.js';

/** A running server. */
interface EventStoreServer {
  /** Connection string for clients, without a password: `esdb://host:port?tls=false`. */
  url: string;
  port: number;
  /** Changes when the database is another one than before. */
  identity: string;
  /** Commits what was received, ends every call with UNAVAILABLE after at most 3 s, and closes the file. */
  stop(): Promise<void>;
}

interface EventStoreServerOptions {
  /** File of the database; it is created with its folder when it is missing. */
  path: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** What every call on events has to show; undefined: every client of the port may read and append. */
  password?: string;
  /** Called when the file can no longer be trusted to hold what was acknowledged; the process should end. */
  onFailure: (error: unknown) => void;
}

/** Events arrive here as bytes already. */
const streamsService = {
  ...StreamsService,
  read: {
    ...StreamsService.read,
    responseSerialize: (message: Streams.ReadResp | Buffer) =>
      Buffer.isBuffer(message) ? message : StreamsService.read.responseSerialize(message),
  },
};

const clientBatchBytes = 16 * 1024 * 1024;
const purgeAnswerMs = 5_000;
const stopMs = 3_000;

/**
 * Serves the protocol of EventStoreDB 24.10 over one SQLite file: streams, `$all`, subscriptions, deletion and
 * tombstones, without projections, persistent subscriptions or TLS. An answer to an append means that the events are on
 * the disk.
 * @returns the server once it listens
 * @throws DatabaseInUse when another server has the file; Error when the file has another format or the port is taken
 */
export async function startEventStoreServer({
  path,
  host,
  port,
  password,
  onFailure,
}: EventStoreServerOptions): Promise<EventStoreServer> {
  const database = openDatabase(path);
  const log = new EventLog(database.db);
  const calls = new OpenCalls();
  const reader = new EventReader(database.db);
  const committer = new Committer(database.db, {
    committed: () => calls.committed(),
    rolledBack: () => log.reload(),
    failed: onFailure,
  });
  announce(database.identity, log, reader, committer);
  const purge = purger(() => eraseFromLog(database.db));
  const server = new Server({
    'grpc.max_receive_message_length': clientBatchBytes,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    interceptors: password === undefined ? [] : [requirePassword(password)],
  });
  let bound = port;
  server.addService(streamsService, {
    read: readHandler({ reader, calls }),
    append: appendHandler({ log, committer }),
    batchAppend: batchAppendHandler({ log, committer }, calls),
    delete: deleteHandler({ log, committer, purge }),
    tombstone: tombstoneHandler({ log, committer, purge }),
  });
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethodsHandler() });
  server.addService(GossipService, { read: gossipHandler(database.identity, () => ({ host, port: bound })) });
  try {
    bound = await bind(server, host, port);
  } catch (error) {
    database.close();
    throw error;
  }
  // A backup that is still running may have kept the log from being emptied when the file was opened.
  void purge();
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    committer.flush();
    // The answers to what was just committed leave before the calls end.
    await nextTurn();
    calls.cancelAll();
    await Promise.race([
      new Promise<void>((resolve) => server.tryShutdown(() => resolve())),
      pause(stopMs, undefined, { ref: false }),
    ]);
    server.forceShutdown();
    committer.close();
    database.close();
  };
  return {
    url: `esdb://${host}:${bound}?tls=false`,
    port: bound,
    identity: database.identity,
    stop: () => (stopped ??= stop()),
  };
}

/** Clients learn the identity from a stream, as they would on a cluster. */
function announce(identity: string, log: EventLog, reader: EventReader, committer: Committer): void {
  const window = reader.window(identityStream, Date.now());
  const event = identified(identity);
  const data = Buffer.from(JSON.stringify(event.data));
  const last =
    window && window !== 'tombstoned'
      ? reader.stream(identityStream, window, window.last, true, 1).events[0]
      : undefined;
  if (last && data.equals(last.data)) return;
  const stored = committer.submit(() =>
    log.append(
      identityStream,
      'any',
      [{ id: randomUUID(), type: event.type, json: true, metadata: Buffer.alloc(0), data }],
      Date.now(),
    ),
  );
  stored.catch(() => undefined);
  committer.flush();
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error)
        reject(
          new Error(
            `The event store cannot listen on ${host}:${port}: ${error.message}. Nothing was changed; ` +
              'choose another port or stop what uses it.',
            { cause: error },
          ),
        );
      else resolve(bound);
    });
  });
}

/** Empties the write-ahead log as soon as no backup reads an older state, and waits for that, though not for ever. */
function purger(erase: () => boolean): () => Promise<void> {
  let repeating: Promise<void> | undefined;
  const repeat = async (): Promise<void> => {
    while (!erase()) await pause(100, undefined, { ref: false });
  };
  return async () => {
    if (erase()) return;
    repeating ??= repeat()
      .catch(() => undefined)
      .finally(() => (repeating = undefined));
    await Promise.race([repeating, pause(purgeAnswerMs, undefined, { ref: false })]);
  };
}
