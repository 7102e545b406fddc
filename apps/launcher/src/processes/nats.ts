import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deniedSubjects, type ServiceName, services, streams } from '@toolyard/contracts';
import type { DataFolder } from '../data-folder.js';
import type { DiskReserve } from '../disk-reserve.js';
import { find } from '../packages.js';
import type { ChildSpec } from './child.js';
import { askJetStream, type NatsCredential } from './jetstream-probe.js';
import { inherited, type Layout } from './layout.js';
import { accepts } from './probes.js';

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
