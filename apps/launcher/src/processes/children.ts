import { connect } from 'node:net';
import { get } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deniedSubjects, innerServices, type ServiceName, services, streams } from '@toolyard/contracts';
import type { ChildSpec } from './child.js';
import type { DataFolder } from '../data-folder.js';
import type { DiskReserve } from '../disk-reserve.js';
import { askJetStream, type NatsCredential } from './jetstream-probe.js';
import type { UpOptions } from '../options.js';
import { find, searchPath } from '../packages.js';

type Env = Record<string, string | undefined>;

/** Where everything listens and what the engines are called, once that is decided. */
export interface Layout {
  root: string;
  options: UpOptions;
  data: DataFolder;
  ports: Record<ServiceName | 'eventStore' | 'nats', number>;
  eventStoreUrl: string;
  natsUrl: string;
  /** Of a NATS that this platform did not start. The embedded one has a user for each service. */
  natsToken: string | undefined;
  dockerHost: string;
  /** Of this start: container addresses of an earlier one are not used. */
  runId: string;
  /** What the link carries that makes the first admin. */
  setupToken: string;
  env: Env;
}

/** Old-space limits in MiB: enough for the work, small enough that an idle platform stays small. */
const heapMb: Record<ServiceName | 'event-store', number> = {
  identity: 256,
  registry: 256,
  builds: 512,
  runtime: 256,
  secrets: 192,
  analytics: 512,
  gateway: 768,
  'event-store': 512,
};

/** Those that move many bytes get room for short-lived objects. */
const busy = new Set<ServiceName>(['gateway', 'analytics']);

export function serviceUrl(layout: Layout, service: ServiceName): string {
  const { host, port } = layout.options;
  if (service !== 'gateway') return `http://127.0.0.1:${layout.ports[service]}`;
  return `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function serviceSpec(layout: Layout, service: ServiceName, more: Env = {}): ChildSpec {
  const { root, options, data, ports } = layout;
  const env: Env = {
    ...inherited(layout.env),
    TOOLYARD_SERVICE: service,
    TOOLYARD_HOST: service === 'gateway' ? options.host : '127.0.0.1',
    TOOLYARD_PORT: String(service === 'gateway' ? options.port : ports[service]),
    TOOLYARD_DATA: data.path,
    TOOLYARD_INSTANCE: data.instance,
    TOOLYARD_PUBLIC_URL: options.publicUrl,
    TOOLYARD_SERVICE_KEY: data.serviceKey,
    TOOLYARD_RUN_ID: layout.runId,
    EVENTSTORE_URL: layout.eventStoreUrl,
    NATS_URL: layout.natsUrl,
    ...natsEnv(layout, service),
    DOCKER_HOST: layout.dockerHost,
    ...(service === 'secrets' ? masterKey(layout) : {}),
    ...(service === 'identity' ? identitySecrets(layout) : {}),
    ...(service === 'gateway' ? serviceUrls(layout) : {}),
    ...more,
  };
  return {
    name: service,
    ...node(join(root, `apps/${service}/dist/main.js`), heapMb[service], busy.has(service) ? 4 : 1),
    env,
    probe: (signal) => health(`${serviceUrl(layout, service)}/health`, signal),
    alive: async (signal) => void (await health(`${serviceUrl(layout, service)}/health/live`, signal)),
    startWithinMs: 120_000,
    stopWithinMs: 12_000,
    pidFile: join(data.run, `${service}.json`),
  };
}

export function eventStoreSpec(layout: Layout): ChildSpec {
  const { root, data, ports } = layout;
  return {
    name: 'event-store',
    ...node(join(root, 'apps/event-store/dist/main.js'), heapMb['event-store']),
    env: {
      ...inherited(layout.env),
      TOOLYARD_SERVICE: 'event-store',
      TOOLYARD_HOST: '127.0.0.1',
      TOOLYARD_PORT: String(ports.eventStore),
      TOOLYARD_DATA: data.path,
      TOOLYARD_EVENT_STORE_PASSWORD: eventStorePassword(data),
    },
    probe: (signal) => accepts(ports.eventStore, signal),
    startWithinMs: 120_000,
    stopWithinMs: 10_000,
    pidFile: join(data.run, 'event-store.json'),
  };
}

export function natsSpec(layout: Layout, reserve: DiskReserve): ChildSpec {
  const { data, ports } = layout;
  const config = join(data.run, 'nats.conf');
  const login = natsLogin(layout, 'launcher');
  return {
    name: 'nats',
    command: find('nats-server') ?? 'nats-server',
    args: ['-c', config],
    env: inherited(layout.env),
    probe: (signal) => askJetStream(ports.nats, login, signal),
    alive: async (signal) => void (await accepts(ports.nats, signal)),
    // JetStream that met a full disk never answers again, whatever becomes free.
    restartFailing: { afterMs: 10_000, when: () => reserve.hasRoom },
    startWithinMs: 120_000,
    stopWithinMs: 10_000,
    pidFile: join(data.run, 'nats.json'),
    prepare: () => {
      mkdirSync(join(data.path, 'nats'), { recursive: true, mode: 0o700 });
      // A file, not arguments: every user of the machine can read those.
      writeFileSync(
        config,
        [
          `server_name: "toolyard-${data.instance}"`,
          `listen: "127.0.0.1:${ports.nats}"`,
          'authorization { users: [',
          ...natsUsers.map((user) => `  ${JSON.stringify(natsUser(data, user))}`),
          '] }',
          'max_payload: 8MB',
          `jetstream { store_dir: "${join(data.path, 'nats')}", max_memory_store: 64MB, max_file_store: 16GB }`,
          '',
        ].join('\n'),
        { mode: 0o600 },
      );
    },
  };
}

/** Of the embedded event store: it takes no call without. */
export const eventStorePassword = (data: DataFolder): string => data.secret('event-store-password');

/** `subscriber` is for programs outside of the installation. */
type NatsUser = ServiceName | 'launcher' | 'subscriber';
const natsUsers: NatsUser[] = [...services, 'launcher', 'subscriber'];

/** The embedded NATS knows each service by a user of its own; another one takes the token that was configured. */
export function natsLogin({ data, env, natsToken }: Layout, user: NatsUser): NatsCredential {
  return env['NATS_URL'] ? { token: natsToken } : { user, password: natsPassword(data, user) };
}

/**
 * An entry of `users` in the configuration of nats-server, which reads JSON. The launcher may do everything, a
 * subscriber may read events alone.
 */
function natsUser(data: DataFolder, user: NatsUser): object {
  const login = { user, password: natsPassword(data, user) };
  if (user === 'launcher') return login;
  if (user === 'subscriber') {
    return { ...login, permissions: { publish: { deny: ['>'] }, subscribe: { allow: streams.events.subjects } } };
  }
  const { publish, subscribe } = deniedSubjects(user);
  return { ...login, permissions: { publish: { deny: publish }, subscribe: { deny: subscribe } } };
}

const natsPassword = (data: DataFolder, user: NatsUser): string => data.secret(`nats-${user}`);

function natsEnv(layout: Layout, service: ServiceName): Env {
  const login = natsLogin(layout, service);
  return 'user' in login
    ? { NATS_TOKEN: undefined, NATS_USER: login.user, NATS_PASSWORD: login.password }
    : { NATS_TOKEN: login.token };
}

function node(main: string, heapMb: number, youngMb = 1): { command: string; args: string[] } {
  const preload = new URL('./source-maps.js', import.meta.url).href;
  return {
    command: process.execPath,
    args: [`--max-semi-space-size=${youngMb}`, `--max-old-space-size=${heapMb}`, `--import=${preload}`, main],
  };
}

/**
 * What a child takes over from the launcher: all but other children's secrets, and git's own variables when a git hook
 * started the launcher.
 */
function inherited(env: Env): Env {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(NATS_|TOOLYARD_MASTER_KEY|TOOLYARD_ADMIN_TOKEN|TOOLYARD_SETUP_TOKEN|TOOLYARD_OIDC_CLIENT_SECRET|GIT_)/.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(env['PATH']),
    TOOLYARD_PARENT_PIPE: '1',
    NODE_ENV: 'production',
  };
}

/** Only what was given; without either, `secrets` makes a key in the data folder. */
function masterKey({ env }: Layout): Env {
  return { TOOLYARD_MASTER_KEY: env['TOOLYARD_MASTER_KEY'], TOOLYARD_MASTER_KEY_FILE: env['TOOLYARD_MASTER_KEY_FILE'] };
}

function identitySecrets({ data, env, setupToken }: Layout): Env {
  return {
    TOOLYARD_ADMIN_TOKEN: data.adminToken,
    TOOLYARD_SETUP_TOKEN: setupToken,
    TOOLYARD_OIDC_CLIENT_SECRET: env['TOOLYARD_OIDC_CLIENT_SECRET'],
  };
}

function serviceUrls(layout: Layout): Env {
  return Object.fromEntries(
    innerServices.map((service) => [`TOOLYARD_${service.toUpperCase()}_URL`, serviceUrl(layout, service)]),
  );
}

function health(url: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, signal }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve(answer.statusCode === 200 ? null : `${url} answered ${answer.statusCode}: ${body.slice(0, 500)}`);
      });
    });
    asked.on('error', reject);
  });
}

function accepts(port: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const done = (end: () => void) => () => {
      socket.destroy();
      end();
    };
    socket.once(
      'connect',
      done(() => resolve(null)),
    );
    socket.once('error', reject);
    signal.addEventListener(
      'abort',
      done(() => reject(new Error('aborted'))),
      { once: true },
    );
  });
}
