import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildSpec } from '../processes/child.js';
import { ping } from './docker-api.js';
import { find, searchPath } from '../packages.js';
import { descendants, end, processesMentioning } from '../processes/processes.js';

const buildCache = '20GB';

/**
 * A Docker Engine of the platform's own, for machines where none answers. Its data lives in the data folder; its
 * sockets in `/run`, because the path of a socket may have 107 characters only. It gets a bridge of its own, so that it
 * and any other engine leave each other's alone.
 */
export class PrivateDocker {
  readonly host: string;
  private readonly exec: string;
  private readonly bridge: string;

  constructor(
    private readonly folder: string,
    instance: string,
  ) {
    this.exec = `/run/toolyard/${instance}`;
    this.host = `unix://${this.exec}/docker.sock`;
    this.bridge = `ty-${instance}`;
  }

  spec(pidFile: string, env: ChildSpec['env']): ChildSpec {
    return {
      name: 'docker',
      command: find('dockerd') ?? 'dockerd',
      args: ['--config-file', join(this.folder, 'daemon.json')],
      env: { ...env, PATH: searchPath(env['PATH']) },
      probe: (signal) => ping(this.host, signal).then(() => null),
      startWithinMs: 60_000,
      stopWithinMs: 30_000,
      pidFile,
      prepare: () => this.prepare(),
    };
  }

  /** After the engine has stopped: nothing of it stays on the machine but its data. */
  async cleanUp(): Promise<void> {
    await this.endLeftovers();
    for (const mount of [...mountsUnder(this.exec), ...mountsUnder(this.folder)]) run('umount', '-l', mount);
    run('ip', 'link', 'delete', this.bridge);
    for (const table of ['filter', 'nat']) {
      const rules = run('iptables', '-w', '-t', table, '-S').split('\n');
      for (const rule of rules.filter((line) => line.startsWith('-A') && line.includes(` ${this.bridge} `))) {
        run('iptables', '-w', '-t', table, ...rule.replace(/^-A/, '-D').split(' '));
      }
    }
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

  private async prepare(): Promise<void> {
    await this.endLeftovers();
    for (const folder of [this.folder, this.exec]) {
      mkdirSync(folder, { recursive: true });
      // The launcher's umask would keep containers of other users out.
      chmodSync(folder, 0o711);
    }
    if (!run('ip', 'link', 'show', this.bridge)) {
      run('ip', 'link', 'add', 'name', this.bridge, 'type', 'bridge');
      run('ip', 'address', 'add', `${freeSubnet(run('ip', '-4', 'route'))}.1/24`, 'dev', this.bridge);
      run('ip', 'link', 'set', this.bridge, 'up');
    }
    const config = {
      'data-root': join(this.folder, 'data'),
      'exec-root': this.exec,
      pidfile: join(this.exec, 'docker.pid'),
      hosts: [this.host],
      // No default-address-pools beside it: with those, a second start removes docker0, which may belong to another
      // engine.
      bridge: this.bridge,
      'log-driver': 'json-file',
      'log-opts': { 'max-size': '5m', 'max-file': '2' },
      // The oldest of the build cache goes before the disk is full of it.
      builder: { gc: { enabled: true, defaultKeepStorage: buildCache } },
      'live-restore': false,
      'shutdown-timeout': 10,
    };
    writeFileSync(join(this.folder, 'daemon.json'), JSON.stringify(config, null, 2), { mode: 0o600 });
  }
}

/** First three numbers of a subnet that no route of this machine mentions. */
export function freeSubnet(routes: string): string {
  for (let i = 0; i < 256; i++) {
    const subnet = `10.219.${i}`;
    if (!routes.includes(`${subnet}.`)) return subnet;
  }
  return '10.219.0';
}

function mountsUnder(folder: string): string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse();
}

function run(command: string, ...args: string[]): string {
  const done = spawnSync(find(command) ?? command, args, { encoding: 'utf8', timeout: 10_000 });
  return done.status === 0 ? done.stdout : '';
}
