import type Docker from 'dockerode';
import type { ContainerSpec } from './container-host.js';

export const labels = {
  instance: 'toolyard.instance',
  server: 'toolyard.server',
  deployment: 'toolyard.deployment',
  replica: 'toolyard.replica',
  port: 'toolyard.port',
  /** Names of the environment variables that hold the server's variables, separated by commas. */
  variables: 'toolyard.variables',
} as const;

/** What the image itself says about how it wants to run. */
export interface ImageDefaults {
  user: string;
  volumes: string[];
}

/** Runs images that say nothing or root: `nobody` on every common distribution. */
const unprivileged = '65534:65534';
const temporaryFolder = 'rw,exec,nosuid,nodev,size=256m,mode=1777';

export function networkName(instance: string, serverId: string): string {
  return `toolyard-${instance}-${serverId}`;
}

/** One name per replica, so that a second container for it cannot come to be. */
export function containerName(instance: string, spec: Pick<ContainerSpec, 'deploymentId' | 'replica'>): string {
  return `toolyard-${instance}-${spec.deploymentId}-${spec.replica}`;
}

/** Root, given by name or number, or nothing at all, becomes `nobody`; any other user of the image stays. */
export function userFor(imageUser: string): string {
  const name = imageUser.split(':')[0]!.trim();
  return name === '' || name === 'root' || Number(name) === 0 ? unprivileged : imageUser;
}

/** The engine's create request: everything that limits and hardens a server's container is here. */
export function createOptions(
  instance: string,
  spec: ContainerSpec,
  image: ImageDefaults,
): Docker.ContainerCreateOptions {
  const { run } = spec;
  const network = networkName(instance, spec.serverId);
  // The platform's own come last: a variable cannot replace the port that readiness is checked on.
  const environment = { HOME: '/tmp', ...spec.variables, PORT: String(run.port) };
  return {
    name: containerName(instance, spec),
    Image: spec.imageDigest,
    ...(run.command?.length ? { Cmd: run.command } : {}),
    Hostname: `replica-${spec.replica}`,
    User: userFor(image.user),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [labels.instance]: instance,
      [labels.server]: spec.serverId,
      [labels.deployment]: spec.deploymentId,
      [labels.replica]: String(spec.replica),
      [labels.port]: String(run.port),
      [labels.variables]: Object.keys(spec.variables).join(','),
    },
    AttachStdin: false,
    OpenStdin: false,
    Tty: false,
    // Readiness is asked for by the platform; an image's own check would only cost.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: network,
      Init: true,
      Memory: run.memoryMb * 2 ** 20,
      // Equal to the memory limit: no swap.
      MemorySwap: run.memoryMb * 2 ** 20,
      NanoCpus: Math.round(run.cpus * 1e9),
      PidsLimit: run.pids,
      // When the machine itself runs out of memory, a server goes before anything of the platform.
      OomScoreAdj: 500,
      ReadonlyRootfs: true,
      // A volume of the image would be an unbounded place to write: it becomes memory like /tmp.
      Tmpfs: Object.fromEntries(['/tmp', ...image.volumes].map((folder) => [folder, temporaryFolder])),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      Ulimits: [
        { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '2' } },
      // Restarts are the reconciler's: it knows back-off, the route and what is still wanted.
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
    Labels: { [labels.instance]: instance, [labels.server]: serverId },
  };
}
