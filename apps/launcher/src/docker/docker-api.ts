import { containerLabels } from '@toolyard/contracts';
import { policyName, removePolicy } from '@toolyard/service/egress';
import { request } from 'node:http';
import { Problem } from '../problem.js';
import { run } from './command.js';

export const systemDocker = 'unix:///var/run/docker.sock';

/**
 * The few calls the launcher makes to a Docker Engine (Engine API 1.40, so Engine 19.03 and newer). Written by hand
 * because the launcher stays in memory and a full client would double its size.
 */
export async function docker<T = unknown>(
  host: string,
  method: string,
  path: string,
  signal: AbortSignal = AbortSignal.timeout(60_000),
): Promise<T> {
  const url = new URL(host);
  if (url.protocol !== 'unix:' && url.protocol !== 'tcp:') {
    throw new Problem(
      'bad_option',
      `DOCKER_HOST is ${host}, but only unix:// and tcp:// are understood: the containers must run on this machine. ` +
        'Set it so, or unset it.',
    );
  }
  const target =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 };
  return new Promise((resolve, reject) => {
    const call = request(
      { ...target, method, path: path === '/_ping' ? path : `/v1.40${path}`, signal, agent: false },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (body += chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (status >= 400 && status !== 404)
            return reject(new Error(`Docker answered ${status} to ${method} ${path}: ${body.trim()}`));
          resolve((answer.headers['content-type']?.includes('json') && body ? JSON.parse(body) : body) as T);
        });
      },
    );
    call.on('error', reject);
    call.end();
  });
}

export const ping = (host: string, signal: AbortSignal = AbortSignal.timeout(3_000)): Promise<unknown> =>
  docker(host, 'GET', '/_ping', signal);

/**
 * Removes what a platform has on an engine and stays: containers, then the networks they were on, then the policies of
 * these. Images stay, they are data.
 * @param link this machine's end of the engine's network, where it has one of its own
 */
export async function removeInstance(host: string, instance: string, link: string | null): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${containerLabels.instance}=${instance}`] }));
  const containers = await docker<{ Id: string }[]>(host, 'GET', `/containers/json?all=true&filters=${filters}`);
  await Promise.all(containers.map(({ Id }) => docker(host, 'DELETE', `/containers/${Id}?force=true&v=true`)));
  const networks = await docker<{ Id: string; IPAM: { Config: { Subnet: string }[] | null } }[]>(
    host,
    'GET',
    `/networks?filters=${filters}`,
  );
  await Promise.all(networks.map(({ Id }) => docker(host, 'DELETE', `/networks/${Id}`)));
  const ranges = link === null ? [] : networks.flatMap(({ IPAM }) => (IPAM.Config ?? []).map(({ Subnet }) => Subnet));
  for (const range of ranges) run('ip', 'route', 'del', range, 'dev', link!);
  for (const service of ['runtime', 'builds'] as const)
    await removePolicy(policyName(instance, service)).catch(() => undefined);
}
