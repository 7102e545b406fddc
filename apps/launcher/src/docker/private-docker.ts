import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildSpec } from '../processes/child.js';
import { ping } from './docker-api.js';
import { find, searchPath } from '../packages.js';
import { run } from './command.js';
import { removeGroup } from './control-groups.js';
import { EngineNetwork } from './engine-network.js';
import { descendants, end, processesMentioning } from '../processes/processes.js';

const buildCache = '20GB';

/**
 * A Docker Engine of the platform's own. Its data lives in the data folder; its sockets in `/run`, because the path of
 * a socket may have 107 characters only. It runs in a network of its own, behind the egress policy, and starts only
 * when that is in force.
 */
export class PrivateDocker {
  readonly host: string;
  private readonly exec: string;
  private readonly network: EngineNetwork;

  constructor(
    private readonly folder: string,
    private readonly instance: string,
    private readonly env: ChildSpec['env'],
  ) {
    this.exec = `/run/toolyard/${instance}`;
    this.host = `unix://${this.exec}/docker.sock`;
    this.network = new EngineNetwork(instance, env);
  }

  /** The control group of the engine's containers and builds. */
  get group(): string {
    return `/toolyard-${this.instance}`;
  }

  /** This machine's end of the only way out of the engine's network. */
  get link(): string {
    return this.network.link;
  }

  spec(pidFile: string): ChildSpec {
    const [command, ...args] = [...this.network.command, find('dockerd') ?? 'dockerd'];
    return {
      name: 'docker',
      command: command!,
      args: [...args, '--config-file', join(this.folder, 'daemon.json')],
      env: { ...this.env, PATH: searchPath(this.env['PATH']) },
      probe: async (signal) => {
        await ping(this.host, signal);
        await this.network.keep();
        return null;
      },
      alive: async (signal) => void (await ping(this.host, signal)),
      startWithinMs: 60_000,
      stopWithinMs: 30_000,
      pidFile,
      prepare: () => this.prepare(),
    };
  }

  /** After the engine has stopped: nothing of it stays on the machine but its data. */
  async cleanUp(): Promise<void> {
    await this.endLeftovers();
    this.forgetContainers();
    for (const mount of [...mountsUnder(this.exec), ...mountsUnder(this.folder)]) run('umount', '-l', mount);
    await this.network.remove();
    this.removeFormerBridge();
    removeGroup(this.group);
    rmSync(this.exec, { recursive: true, force: true });
  }

  /**
   * An engine that was killed leaves its containerd, shims and containers; the next one would wait for them to no end.
   */
  private async endLeftovers(): Promise<void> {
    const leftovers = processesMentioning(this.exec);
    // Containers are children of the shims and would outlive them.
    for (const leftover of [...descendants(leftovers), ...leftovers]) await end(leftover, 2_000);
    rmSync(join(this.exec, 'docker.pid'), { force: true });
    // What runc knows of the containers that were just ended; the new engine could not start them again under their old
    // ids.
    for (const folder of ['containerd', 'runtime-runc'])
      rmSync(join(this.exec, folder), { recursive: true, force: true });
  }

  /**
   * containerd's database of containers keeps the environment of every container that ever was, variables in clear, in
   * pages that it no longer uses. It is made anew at the next start; images are in it only where containerd stores
   * them.
   */
  private forgetContainers(): void {
    const containerd = join(this.folder, 'data/containerd/daemon');
    if (!existsSync(join(containerd, 'io.containerd.content.v1.content/blobs')))
      rmSync(join(containerd, 'io.containerd.metadata.v1.bolt'), { recursive: true, force: true });
  }

  /** Earlier versions had the engine in the machine's own network, with a bridge where the link is now. */
  private removeFormerBridge(): void {
    for (const table of ['filter', 'nat']) {
      const rules = run('iptables', '-w', '-t', table, '-S').split('\n');
      for (const rule of rules.filter((line) => line.startsWith('-A') && line.includes(` ${this.link} `)))
        run('iptables', '-w', '-t', table, ...rule.replace(/^-A/, '-D').split(' '));
    }
  }

  private async prepare(): Promise<void> {
    await this.endLeftovers();
    for (const folder of [this.folder, this.exec]) {
      mkdirSync(folder, { recursive: true });
      // The launcher's umask would keep containers of other users out.
      chmodSync(folder, 0o711);
    }
    await this.network.make();
    const config = {
      'data-root': join(this.folder, 'data'),
      'exec-root': this.exec,
      pidfile: join(this.exec, 'docker.pid'),
      hosts: [this.host],
      bip: this.network.bridge.address,
      // A group of the installation, so that the limits of its builds hold for no other's.
      'cgroup-parent': this.group,
      'exec-opts': ['native.cgroupdriver=cgroupfs'],
      'log-driver': 'json-file',
      'log-opts': { 'max-size': '5m', 'max-file': '2' },
      // The oldest of the build cache goes before the disk is full of it.
      builder: { gc: { enabled: true, defaultKeepStorage: buildCache } },
      // Images outside containerd's database, which goes with the containers.
      features: { 'containerd-snapshotter': false },
      'live-restore': false,
      'shutdown-timeout': 10,
    };
    writeFileSync(join(this.folder, 'daemon.json'), JSON.stringify(config, null, 2), { mode: 0o600 });
  }
}

function mountsUnder(folder: string): string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse();
}
