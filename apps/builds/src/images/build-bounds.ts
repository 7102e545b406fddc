import { StepDisk } from './step-disk.js';
import { StepGroups, type StepLimits } from './step-groups.js';

export interface BuildBoundsOptions extends StepLimits {
  /** The control group of the engine, such as `/docker`. */
  engineGroup: string;
  /** What one step of a build may write. */
  diskBytes: number;
}

/** A build that is bounded until `end`. */
export interface BoundedBuild {
  end(): void;
  /** Aborted when the disk is nearly full. */
  diskFull: AbortSignal;
  /** Whether a step was ended for what it wrote since this build began. */
  wroteTooMuch(): boolean;
}

const freeBytes = 1 << 30;

/** Bounds for the steps of builds on an engine of this machine, in force while builds run. */
export class BuildBounds {
  private readonly groups: StepGroups;
  private readonly running = new Set<AbortController>();
  private disk: StepDisk | null = null;

  constructor(private readonly options: BuildBoundsOptions) {
    this.groups = new StepGroups(options.engineGroup, options);
  }

  /** @param root folder of the engine's data */
  begin(root: string): BoundedBuild {
    const at = Date.now();
    const full = new AbortController();
    this.running.add(full);
    this.groups.open();
    const limits = { stepBytes: this.options.diskBytes, freeBytes };
    this.disk ??= new StepDisk(this.groups, root, limits, () => {
      for (const build of this.running) build.abort();
    });
    const { disk } = this;
    return {
      end: () => this.end(full),
      diskFull: full.signal,
      wroteTooMuch: () => disk.endedSince(at),
    };
  }

  private end(build: AbortController): void {
    this.running.delete(build);
    if (this.running.size > 0) return;
    this.groups.close();
    this.disk?.stop();
    this.disk = null;
  }
}
