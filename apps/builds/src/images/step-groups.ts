import { existsSync, type FSWatcher, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

const periodUs = 100_000;
/** Of the machine's memory, for all builds together. */
const memoryShare = 0.8;

export interface StepLimits {
  /** Of one step of a build, as all below. */
  pids: number;
  memoryBytes: number;
  cpus: number;
  /** Steps that run at the same time. */
  concurrency: number;
}

/** Files of a control group, with what is written into them. */
type Settings = [file: string, value: number | string][];

/** Where the groups of one controller are, and what the groups of all builds and of a step get there. */
interface Controller {
  root: string;
  all: Settings;
  step: Settings;
}

/**
 * Control groups in which an engine on this machine runs the steps of builds. BuildKit has no limits for a step, so
 * each group gets them as soon as the engine has made it; until then the limits of all builds together hold.
 */
export class StepGroups {
  private readonly controllers: Controller[];
  private watchers: FSWatcher[] = [];

  /**
   * @param parent the engine's own group, such as `/docker`
   * @param root where control groups are mounted
   */
  constructor(
    private readonly parent: string,
    limits: StepLimits,
    root = '/sys/fs/cgroup',
  ) {
    const unified = existsSync(join(root, 'cgroup.controllers'));
    this.controllers = (unified ? [version2(root, limits)] : version1(root, limits)).filter((one) =>
      existsSync(one.root),
    );
  }

  /** Limits the steps that run and those that begin, until {@link close}. */
  open(): void {
    if (this.watchers.length > 0) return;
    for (const controller of this.controllers) {
      const group = this.groupIn(controller);
      try {
        delegate(controller.root, this.parent);
        mkdirSync(group, { recursive: true });
        write(group, controller.all);
        const limit = (name: string) => write(join(group, name), controller.step);
        const watcher = watch(group, (_, name) => name && limit(name));
        this.watchers.push(watcher.on('error', () => watcher.close()));
        for (const name of this.namesIn(group)) limit(name);
      } catch {
        // A control group that cannot be written leaves only the engine's own limits.
      }
    }
  }

  close(): void {
    for (const watcher of this.watchers) watcher.close();
    this.watchers = [];
  }

  /** Processes of each step that runs, in this machine's numbers. */
  steps(): number[][] {
    const [controller] = this.controllers;
    if (!controller) return [];
    const group = this.groupIn(controller);
    return this.namesIn(group).map((name) => processesIn(join(group, name)));
  }

  private groupIn({ root }: Controller): string {
    return join(root, this.parent, 'buildkit');
  }

  private namesIn(group: string): string[] {
    try {
      return readdirSync(group, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
    } catch {
      return [];
    }
  }
}

function version1(root: string, limits: StepLimits): Controller[] {
  const { pids, memoryBytes, cpus, concurrency } = limits;
  const memory = (bytes: number): Settings => [
    ['memory.limit_in_bytes', bytes],
    // Memory and swap together: no swap. Kernels without accounting of swap have no such file.
    ['memory.memsw.limit_in_bytes', bytes],
  ];
  return [
    { root: join(root, 'pids'), all: [['pids.max', pids * concurrency]], step: [['pids.max', pids]] },
    { root: join(root, 'memory'), all: memory(ofAll(limits)), step: memory(memoryBytes) },
    {
      root: join(root, 'cpu'),
      // A quarter of the usual weight: servers and the platform come first.
      all: [['cpu.shares', 256]],
      step: [
        ['cpu.cfs_period_us', periodUs],
        ['cpu.cfs_quota_us', Math.round(cpus * periodUs)],
      ],
    },
  ];
}

function version2(root: string, limits: StepLimits): Controller {
  const { pids, memoryBytes, cpus, concurrency } = limits;
  const bounds = (processes: number, bytes: number): Settings => [
    ['pids.max', processes],
    ['memory.max', bytes],
    ['memory.swap.max', 0],
    ['memory.oom.group', 1],
  ];
  return {
    root,
    all: [...bounds(pids * concurrency, ofAll(limits)).slice(0, 3), ['cpu.weight', 25]],
    step: [...bounds(pids, memoryBytes), ['cpu.max', `${Math.round(cpus * periodUs)} ${periodUs}`]],
  };
}

const ofAll = ({ memoryBytes, concurrency }: StepLimits): number =>
  Math.min(memoryBytes * concurrency, Math.floor(totalmem() * memoryShare));

/** Version 2 has a controller in a group only when each group above hands it down. */
function delegate(root: string, parent: string): void {
  const names = ['', ...parent.split('/').filter(Boolean), 'buildkit'];
  for (let depth = 1; depth <= names.length; depth++) {
    const file = join(root, ...names.slice(0, depth), 'cgroup.subtree_control');
    if (existsSync(file)) write(join(file, '..'), [['cgroup.subtree_control', '+pids +memory +cpu']]);
  }
}

function write(group: string, settings: Settings): void {
  for (const [file, value] of settings) {
    try {
      writeFileSync(join(group, file), String(value), { flag: 'r+' });
    } catch {
      // The step has ended, or this kernel has no such setting.
    }
  }
}

function processesIn(group: string): number[] {
  try {
    return readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
