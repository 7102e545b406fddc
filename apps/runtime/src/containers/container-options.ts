import { containerLabels } from '@toolyard/contracts';
import type Docker from 'dockerode';
import type { ContainerSpec } from './container-host.js';

/** What the image declares about its containers. */
export interface ImageDefaults {
  /** Numbers, as {@link numericUser} gives them. */
  user: string;
  volumes: string[];
  labels: string[];
}

/** Name of gVisor's runtime, as its documentation has it in the configuration of the engine. */
export const gvisorRuntime = 'runsc';
/** User for images that declare none or root: the user `nobody` of common distributions. */
const unprivileged = '65534:65534';
const temporaryFolder = 'rw,exec,nosuid,nodev,size=256m,mode=1777';

export function networkName(instance: string, serverId: string): string {
  return `toolyard-${instance}-${serverId}`;
}

/** One name for each replica, so that a second container of it cannot be created. */
export function containerName(instance: string, spec: Pick<ContainerSpec, 'deploymentId' | 'replica'>): string {
  return `toolyard-${instance}-${spec.deploymentId}-${spec.replica}`;
}

/**
 * The user of a container, as numbers: root, by name or number, and no user become `nobody`. A name is looked up in the
 * image's own `/etc/passwd`, as the engine would.
 * @param passwd text of that file; null when the image has none
 * @returns null for a name that is not there, or that is another name of root
 */
export function numericUser(imageUser: string, passwd: string | null): string | null {
  const [user = '', group = ''] = imageUser.split(':').map((part) => part.trim());
  if (user === '' || user === 'root') return unprivileged;
  if (/^\d+$/.test(user)) return Number(user) === 0 ? unprivileged : /^\d*$/.test(group) ? imageUser : user;
  const account = (passwd ?? '').split('\n').find((line) => line.startsWith(`${user}:`));
  const [, , uid = '', gid = ''] = account?.split(':') ?? [];
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid) || Number(uid) === 0) return null;
  return `${Number(uid)}:${/^\d+$/.test(group) ? group : Number(gid)}`;
}

/** True when the user of an image is a name that its `/etc/passwd` explains. */
export function needsPasswd(imageUser: string): boolean {
  const user = imageUser.split(':')[0]!.trim();
  return user !== '' && user !== 'root' && !/^\d+$/.test(user);
}

/** The create request of the engine, with every limit and restriction of a server's container. */
export function createOptions(
  instance: string,
  spec: ContainerSpec,
  image: ImageDefaults,
): Docker.ContainerCreateOptions {
  const { run } = spec;
  const network = networkName(instance, spec.serverId);
  // The platform's variables come last: a variable of the server cannot replace the port that is checked.
  const environment = { HOME: '/tmp', HOST: '0.0.0.0', ...run.environment, ...spec.variables, PORT: String(run.port) };
  return {
    name: containerName(instance, spec),
    Image: spec.imageDigest,
    ...(run.command?.length ? { Cmd: run.command } : {}),
    Hostname: `replica-${spec.replica}`,
    User: image.user,
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      // A label of the image cannot be taken away, but other software on the engine must not obey it.
      ...Object.fromEntries(image.labels.map((label) => [label, ''])),
      [containerLabels.instance]: instance,
      [containerLabels.server]: spec.serverId,
      [containerLabels.deployment]: spec.deploymentId,
      [containerLabels.replica]: String(spec.replica),
      [containerLabels.port]: String(run.port),
      [containerLabels.variables]: Object.keys(spec.variables).join(','),
    },
    AttachStdin: false,
    OpenStdin: false,
    Tty: false,
    // The platform checks readiness itself; the check of the image would only use CPU.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: network,
      Init: true,
      ...(run.sandbox === 'gvisor' ? { Runtime: gvisorRuntime } : {}),
      Memory: run.memoryMb * 2 ** 20,
      // Equal to the memory limit: no swap.
      MemorySwap: run.memoryMb * 2 ** 20,
      NanoCpus: Math.round(run.cpus * 1e9),
      PidsLimit: run.pids,
      // When the machine runs out of memory, servers are killed before the platform.
      OomScoreAdj: 500,
      ReadonlyRootfs: true,
      // A volume of the image would be a place to write without a limit: it becomes memory like /tmp.
      Tmpfs: Object.fromEntries(['/tmp', ...image.volumes].map((folder) => [folder, temporaryFolder])),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      Ulimits: [
        { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '2' } },
      // The reconciler restarts containers, with back-off and according to the route and the desired state.
      RestartPolicy: { Name: 'no' },
    },
  };
}

/** A network of one server: out to the internet, but neither to other networks nor between its own containers. */
export function networkOptions(
  instance: string,
  serverId: string,
  subnet: string,
  linked: boolean,
): Docker.NetworkCreateOptions {
  return {
    Name: networkName(instance, serverId),
    Driver: 'bridge',
    CheckDuplicate: true,
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: {
      'com.docker.network.bridge.enable_icc': 'false',
      // Engine 28 and newer refuse connections to containers from any interface that is not named here.
      ...(linked ? { 'com.docker.network.bridge.trusted_host_interfaces': 'engine0' } : {}),
    },
    Labels: { [containerLabels.instance]: instance, [containerLabels.server]: serverId },
  };
}
