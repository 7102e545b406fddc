import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDb } from '@toolyard/event-store';

interface RunningServer {
  url: string;
  identity: string;
  port: number;
  pid: number;
  /** Resolves with the exit code once the process has ended. */
  exited: Promise<number | null>;
  terminate(): Promise<number | null>;
  kill(): Promise<void>;
  /** What the server notices when its launcher is gone. */
  abandon(): Promise<number | null>;
}

/** An event whose data is one number. */
export const happened = (n: number) => ({ type: 'Happened', data: { n } });

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** The server as it runs in production: a child process with a data folder. Port 0 takes a free one. */
export async function startServerProcess(data: string, port = 0, password = ''): Promise<RunningServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.js')], {
    env: {
      PATH: process.env.PATH,
      TOOLYARD_PARENT_PIPE: '1',
      TOOLYARD_HOST: '127.0.0.1',
      TOOLYARD_PORT: String(port),
      TOOLYARD_DATA: data,
      TOOLYARD_EVENT_STORE_PASSWORD: password,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const problems: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => problems.push(text));
  const firstLine = async (): Promise<string | null> => {
    for await (const line of createInterface({ input: child.stdout })) return line;
    return null;
  };
  const line = await firstLine();
  if (line === null) {
    await exited;
    throw new Error(`The event store did not start: ${problems.join('')}`);
  }
  const { url, identity } = JSON.parse(line) as { url: string; identity: string };
  return {
    url,
    identity,
    port: Number(new URL(url).port),
    pid: child.pid!,
    exited,
    terminate: () => (child.kill('SIGTERM'), exited),
    kill: async () => void (child.kill('SIGKILL'), await exited),
    abandon: () => (child.stdin.end(), exited),
  };
}

/** A folder of its own for every test, and whatever runs in it taken down afterwards. */
export class Sandbox {
  private constructor(readonly folder: string) {}
  private readonly servers: RunningServer[] = [];
  private readonly stores: EventStoreDb[] = [];

  static async create(): Promise<Sandbox> {
    return new Sandbox(await mkdtemp(join(tmpdir(), 'toolyard-events-')));
  }

  get database(): string {
    return join(this.folder, 'event-store', 'events.db');
  }

  async start(port = 0, password?: string): Promise<RunningServer> {
    const server = await startServerProcess(this.folder, port, password);
    this.servers.push(server);
    return server;
  }

  /** A client, which closes with the sandbox. @param timeoutMs how long it waits for an answer */
  connect(url: string, timeoutMs?: number): EventStoreDb {
    const store = new EventStoreDb(url, { timeoutMs });
    this.stores.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.stores.map((store) => store.close()));
    await Promise.all(this.servers.map((server) => server.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
