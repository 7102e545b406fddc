import { containerLabels } from '@toolyard/contracts';
import type Docker from 'dockerode';
import type { ContainerSpec } from './container-host.js';

/** What the image declares about its containers. */
export interface ImageDefaults {
  user: string;
  volumes: string[];
}

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

/** Root, by name or number, and no user become `nobody`; any other user of the image stays. */
export function userFor(imageUser: string): string {
  const name = imageUser.split(':')[0]!.trim();
  return name === '' || name === 'root' || Number(name) === 0 ? unprivileged : imageUser;
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
  const environment = { HOME: '/tmp', ...spec.variables, PORT: String(run.port) };
  return {
    name: containerName(instance, spec),
    Image: spec.imageDigest,
    ...(run.command?.length ? { Cmd: run.command } : {}),
    Hostname: `replica-${spec.replica}`,
    User: userFor(image.user),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
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
export function networkOptions(instance: string, serverId: string, subnet: string): Docker.NetworkCreateOptions {
  return {
    Name: networkName(instance, serverId),
    Driver: 'bridge',
    CheckDuplicate: true,
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    Labels: { [containerLabels.instance]: instance, [containerLabels.server]: serverId },
  };
}
