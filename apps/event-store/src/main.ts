import { join } from 'node:path';
import { startEventStoreServer } from './server.js';

const { TOOLYARD_HOST: host = '127.0.0.1', TOOLYARD_PORT: port = '2113', TOOLYARD_DATA: data } = process.env;

function fail(error: unknown): never {
  process.stderr.write(
    `${JSON.stringify({ level: 'fatal', name: 'event-store', message: (error as Error).message })}\n`,
  );
  process.exit(1);
}

// The file holds everything the team deploys: for its owner only.
process.umask(0o077);
if (!data)
  fail(new Error('TOOLYARD_DATA names no folder. The event store was not started; set it to an absolute path.'));
const server = await startEventStoreServer({
  path: join(data, 'event-store', 'events.db'),
  host,
  port: Number(port),
  password: process.env.TOOLYARD_EVENT_STORE_PASSWORD || undefined,
  onFailure: fail,
}).catch(fail);
process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, identity: server.identity })}\n`);

const stop = (): void => void server.stop().then(() => process.exit(0), fail);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
// The launcher holds the other end of stdin: when it is killed, this process ends and frees the database.
if (process.env.TOOLYARD_PARENT_PIPE === '1') process.stdin.once('end', stop).once('error', stop).resume();
