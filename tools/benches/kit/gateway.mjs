// What the benches of the gateway share: it runs as its own process with its own NATS, recording on.
import { spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(import.meta.dirname, '..', '..', '..');

/** The live route of a server whose one container listens at the port. */
export function benchRoute(slug, port, more = {}) {
  const endpoint = {
    port,
    path: '/mcp',
    transport: 'streamable-http',
    eras: ['legacy'],
    protocolVersion: '2025-11-25',
    serverInfo: { name: 'bench', version: '1' },
  };
  const targets = [{ replica: 'bench', host: '127.0.0.1', port }];
  return {
    serverId: `srv_${slug}`,
    slug,
    name: slug,
    status: 'live',
    access: 'organisation',
    auth: { method: 'none' },
    deploymentId: 'dep_bench',
    endpoint,
    targets,
    draining: [],
    secretsVersion: '',
    runId: 'bench',
    ...more,
  };
}

const metricsKey = 'ty_of-the-bench-that-reads-metrics';
const metricsAccess = [
  ['user.metrics', { id: 'metrics', name: 'm', role: 'admin', active: true, groupIds: [], tokensNotBefore: null }],
  [
    `key.${hash('sha256', metricsKey)}`,
    { id: 'metrics', name: 'm', userId: 'metrics', rights: ['read'], servers: 'all', expiresAt: null },
  ],
];

/** @returns the figures of a gateway that `startGateway` has started, in Prometheus' format */
export async function metricsOf(url) {
  const answer = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${metricsKey}` } });
  if (!answer.ok) throw new Error(`The gateway answered ${answer.status} for its metrics.`);
  return answer.text();
}

/**
 * @param routes what `runtime` would write
 * @param access keys and values that `identity` would write
 */
export async function startGateway(launch, folder, routes, access) {
  const nats = await launch(
    process.env.TOOLYARD_NATS_SERVER ?? 'nats-server',
    ['-js', '-sd', join(folder, 'nats'), '-a', '127.0.0.1', '-p', '-1'],
    /Listening for client connections on 127\.0\.0\.1:(\d+)/,
  );
  const serviceKey = randomBytes(32).toString('base64');
  const asked = await playSecrets(`nats://127.0.0.1:${nats.port}`, serviceKey);
  const data = join(folder, 'data');
  await mkdir(join(data, 'gateway'), { recursive: true });
  await writeFile(join(data, 'gateway/routes.json'), JSON.stringify(routes));
  await writeFile(
    join(data, 'gateway/access.json'),
    JSON.stringify([...access, ...metricsAccess].map(([key, value]) => [key, JSON.stringify(value)])),
  );
  const nowhere = 'http://127.0.0.1:9';
  const env = {
    TOOLYARD_HOST: '127.0.0.1',
    TOOLYARD_PORT: '0',
    TOOLYARD_DATA: data,
    TOOLYARD_INSTANCE: 'bench',
    TOOLYARD_RUN_ID: 'bench',
    TOOLYARD_NETWORK_POOL: '127.0.0.0/8',
    TOOLYARD_PUBLIC_URL: 'http://127.0.0.1:8080',
    TOOLYARD_SERVICE_KEY: serviceKey,
    EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false',
    NATS_URL: `nats://127.0.0.1:${nats.port}`,
    TOOLYARD_PARENT_PIPE: '',
    ...Object.fromEntries(
      ['IDENTITY', 'REGISTRY', 'BUILDS', 'SECRETS', 'ANALYTICS', 'RUNTIME'].map((name) => [
        `TOOLYARD_${name}_URL`,
        nowhere,
      ]),
    ),
  };
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE] : [];
  const gateway = await launch(
    process.execPath,
    [...profile, join(root, 'apps/gateway/dist/main.js')],
    /"port":(\d+),"msg":"gateway answers/,
    env,
  );
  // The secrets of every server are asked for once NATS is joined; calls before that are recorded without payloads.
  for (let i = 0; i < 300 && asked.size < routes.length; i += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return gateway;
}

/**
 * Answers the gateway's question for the values to mask, so that payloads are recorded. @returns the servers that were
 * asked for
 */
async function playSecrets(url, serviceKey) {
  const { connect } = await import(
    createRequire(join(root, 'libs/messaging/package.json')).resolve('@nats-io/transport-node')
  );
  const { sealTo } = await import(join(root, 'libs/service/dist/sealing/sealing.js'));
  const asked = new Set();
  const connection = await connect({ servers: url });
  connection.subscribe('secrets.variables.deliver', {
    callback: async (_, message) => {
      const { id, data } = message.json();
      asked.add(data.serverId);
      const sealed = await sealTo(data.receiver, JSON.stringify({ PASSWORD: 'correct-horse-battery' }), serviceKey);
      message.respond(JSON.stringify({ id, response: { sealed, version: '1' }, isDisposed: true }));
    },
  });
  return asked;
}

/** A gateway that does not record would be fast for the wrong reason. */
export async function recordedBy(url) {
  const text = await metricsOf(url);
  const value = (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const figures = {
    ended: value('toolyard_gateway_tool_calls_total'),
    spooled: value('toolyard_gateway_calls_spooled'),
    dropped: value('toolyard_gateway_calls_dropped_total'),
    withheld: value('toolyard_gateway_payloads_withheld_total'),
  };
  console.log(`\nrecorded: ${JSON.stringify(figures)}`);
  if (figures.withheld > 0 || figures.dropped > 0)
    throw new Error('The gateway did not record every call in full, so its row does not count.');
}

/** Processor time that a process has used so far: unlike the rate it does not depend on what else the machine does. */
export function cpuSeconds(pid) {
  if (!pid || !existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Starts a process and waits until it says its port. */
export function start(command, args, says, env = {}) {
  const child = spawn(command, args.map(String), {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    const printed = [];
    const timer = setTimeout(
      () => reject(new Error(`${command} did not start. It printed:\n${printed.join('\n')}`)),
      20_000,
    );
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${command} ended with ${code}. It printed:\n${printed.join('\n')}`)),
    );
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const found = says.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve({ port: found[1], pid: child.pid, stop: () => child.kill('SIGTERM') });
      });
    }
  });
}
