import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EventStoreDb } from '@toolyard/event-store';
import { Messaging, Requester } from '@toolyard/messaging';
import { policyName, removePolicy } from '../egress/index.js';
import { type GuardedProcess, startGuarded } from './guarded-process.js';
import { type IdentityStandIn, standInForIdentity } from './identity-stand-in.js';
import { runService, type RunningService } from './running-service.js';
import { eventually } from '@toolyard/event-store/testing';
import { freePort } from './free-port.js';

const root = resolve(import.meta.dirname, '../../../..');

/** One engine as a process of its own. `start` after `stop` or `kill` brings it back with the same address and data. */
export interface Engine {
  readonly url: string;
  readonly process: GuardedProcess;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: what a crash is like. */
  kill(): Promise<void>;
}

/** Connections of a test to its engines. */
export interface EngineClients {
  messaging: Messaging;
  requester: Requester;
  store: EventStoreDb;
}

export interface Engines {
  /** Temporary folder that goes away with the engines. */
  readonly folder: string;
  readonly nats: Engine;
  readonly eventStore: Engine;
  /** The environment of every service of this installation. */
  readonly env: Record<string, string>;
  /** Always the same connections; they close with the engines. The streams of the platform exist. */
  clients(): Promise<EngineClients>;
  /** Creates a principal for services that run without `identity`. */
  principal: IdentityStandIn['principal'];
  /** Starts `apps/<name>/dist/main.js` and waits until it is healthy; it stops with the engines at the latest. */
  service(name: string, env?: Record<string, string>): Promise<RunningService>;
  /** Ends every process and removes the folder. Safe to call twice, and after a start that failed halfway. */
  stop(): Promise<void>;
}

async function engine(url: string, launch: () => Promise<GuardedProcess>): Promise<Engine> {
  let running = await launch();
  return {
    url,
    get process() {
      return running;
    },
    start: async () => {
      running = await launch();
    },
    stop: () => running.stop(),
    kill: () => running.kill(),
  };
}

/**
 * @param configured a configuration of nats-server, which names its store, and the environment that it reads; without
 * one it asks for no login
 */
export async function startNats(
  folder: string,
  configured?: { file: string; env: Record<string, string> },
): Promise<Engine> {
  const port = await freePort();
  const own = configured ? ['-c', configured.file] : ['-js', '-sd', join(folder, 'nats')];
  const args = [...own, '-a', '127.0.0.1', '-p', String(port)];
  return engine(`nats://127.0.0.1:${port}`, async () => {
    const running = await startGuarded(process.env['TOOLYARD_NATS_SERVER'] ?? 'nats-server', args, {
      env: { ...configured?.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin` },
    });
    await ready(running, () => accepts(port));
    return running;
  });
}

export async function startEventStore(folder: string): Promise<Engine> {
  const port = await freePort();
  const url = `esdb://127.0.0.1:${port}?tls=false`;
  const env = {
    TOOLYARD_PORT: String(port),
    TOOLYARD_HOST: '127.0.0.1',
    TOOLYARD_DATA: folder,
    TOOLYARD_PARENT_PIPE: '',
  };
  return engine(url, async () => {
    const running = await startGuarded(process.execPath, [join(root, 'apps/event-store/dist/main.js')], {
      env,
    });
    await ready(running, async () => {
      const store = new EventStoreDb(url);
      await store.ping().finally(() => store.close());
      return true;
    });
    return running;
  });
}

/**
 * NATS with JetStream and the embedded event store on free ports, with an empty data folder.
 * @param options.identity whether the test starts the real `identity`; else its answers about tokens are stood in for
 */
export async function startEngines(options: { identity?: boolean } = {}): Promise<Engines> {
  const folder = await mkdtemp(join(tmpdir(), 'toolyard-test-'));
  const instance = `test-${randomBytes(4).toString('hex')}`;
  const services: RunningService[] = [];
  let standIn: IdentityStandIn | undefined;
  let clients: Promise<EngineClients> | undefined;
  const started = await Promise.allSettled([startNats(folder), startEventStore(folder)]);
  const [nats, eventStore] = started.map((each) => (each.status === 'fulfilled' ? each.value : undefined));

  async function stop(): Promise<void> {
    if (clients) await clients.then(closeClients, () => undefined);
    clients = undefined;
    await Promise.all(services.map((service) => service.stop()));
    await standIn?.stop();
    await Promise.all([nats?.stop(), eventStore?.stop()]);
    for (const service of ['runtime', 'builds'] as const) await removePolicy(policyName(instance, service));
    await rm(folder, { recursive: true, force: true });
  }

  if (!nats || !eventStore) {
    await stop();
    throw started.find((each) => each.status === 'rejected')!.reason;
  }
  const env = {
    TOOLYARD_DATA: folder,
    TOOLYARD_INSTANCE: instance,
    TOOLYARD_HOST: '127.0.0.1',
    TOOLYARD_PORT: '0',
    TOOLYARD_PUBLIC_URL: 'http://toolyard.test:8080',
    TOOLYARD_ADMIN_TOKEN: `ty_${randomBytes(24).toString('hex')}`,
    TOOLYARD_SERVICE_KEY: randomBytes(32).toString('base64'),
    TOOLYARD_PARENT_PIPE: '',
    EVENTSTORE_URL: eventStore.url,
    NATS_URL: nats.url,
    LOG_LEVEL: 'info',
  };
  if (!options.identity) standIn = await standInForIdentity(nats.url, env.TOOLYARD_ADMIN_TOKEN);
  return {
    folder,
    nats,
    eventStore,
    env,
    clients: () => (clients ??= connectClients(nats.url, eventStore.url)),
    principal: (about) => {
      if (!standIn) throw new Error('The real identity runs in this test: make accounts there.');
      return standIn.principal(about);
    },
    service: async (name, extra = {}) => {
      const service = await runService(join(root, `apps/${name}/dist/main.js`), name, { ...env, ...extra });
      services.push(service);
      return service;
    },
    stop,
  };
}

async function connectClients(natsUrl: string, eventStoreUrl: string): Promise<EngineClients> {
  const nats = { url: natsUrl, name: 'test' };
  const messaging = await Messaging.connect(nats);
  await messaging.ensureStreams();
  return { messaging, requester: new Requester(nats, messaging.connection), store: new EventStoreDb(eventStoreUrl) };
}

async function closeClients({ messaging, requester, store }: EngineClients): Promise<void> {
  await requester.close();
  await messaging.close();
  await store.close();
}

async function ready(running: GuardedProcess, probe: () => Promise<boolean>): Promise<void> {
  let ended = false;
  void running.exited.then(() => (ended = true));
  await eventually(async () => ended || (await probe()), 20_000).catch(async (error: unknown) => {
    await running.kill();
    throw new Error(`An engine did not start. It printed:\n${running.output.join('\n')}`, { cause: error });
  });
  if (ended) throw new Error(`An engine ended at once. It printed:\n${running.output.join('\n')}`);
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
