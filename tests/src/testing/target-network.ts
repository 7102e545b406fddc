import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { find } from '@toolyard/launcher/testing';

/** Where clouds serve the credentials of a machine. */
export const metadataAddress = '169.254.169.254';
const port = 8_099;

const program =
  `require('http').createServer((_, res) => res.end('secret')).listen(${port}, () => ` + `console.log('listening'))`;

/**
 * A private network with one machine, which is the metadata service too: both addresses exist in a namespace of the
 * test alone, so that no packet of an attack leaves this machine, whether the protection is on or off.
 */
export class TargetNetwork {
  readonly private: string;
  readonly metadata = `${metadataAddress}:${port}`;
  private readonly namespace: string;
  private readonly link: string;
  private listener: ChildProcess | null = null;

  private constructor(private readonly number: number) {
    this.namespace = `toolyard-target-${number}`;
    this.link = `tt-${number}`;
    this.private = `10.220.${number}.2:${port}`;
  }

  static async make(): Promise<TargetNetwork> {
    const network = new TargetNetwork(randomInt(256));
    try {
      await network.open();
      return network;
    } catch (error) {
      network.remove();
      throw error;
    }
  }

  remove(): void {
    this.listener?.kill();
    spawnSync(ip(), ['link', 'delete', this.link]);
    spawnSync(ip(), ['netns', 'delete', this.namespace]);
  }

  private async open(): Promise<void> {
    const { link, namespace, number } = this;
    const [here, there] = [`10.220.${number}.1`, `10.220.${number}.2`];
    run('netns', 'add', namespace);
    run('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    run('-n', namespace, 'address', 'add', `${there}/30`, 'dev', 'eth0');
    run('-n', namespace, 'address', 'add', `${metadataAddress}/32`, 'dev', 'lo');
    for (const name of ['lo', 'eth0']) run('-n', namespace, 'link', 'set', name, 'up');
    run('-n', namespace, 'route', 'add', 'default', 'via', here);
    run('address', 'add', `${here}/30`, 'dev', link);
    run('link', 'set', link, 'up');
    run('route', 'add', `${metadataAddress}/32`, 'via', there, 'dev', link);
    const args = [`--net=/run/netns/${namespace}`, '--', process.execPath, '-e', program];
    this.listener = spawn(find('nsenter')!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(this.listener.stdout!, 'data');
  }
}

const ip = (): string => find('ip') ?? 'ip';

function run(...args: string[]): void {
  const { status, stderr } = spawnSync(ip(), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
