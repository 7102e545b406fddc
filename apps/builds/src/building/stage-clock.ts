import type { DeploymentStage, StageTime } from '@toolyard/contracts';

/**
 * Start and end of a build's stages. Steps of a Dockerfile run in parallel, so a stage that is entered again is
 * continued instead of started again.
 */
export class StageClock {
  private readonly stages: StageTime[] = [];

  constructor(private readonly now: () => string) {}

  /** Ends the open stage and starts or continues this one. */
  enter(name: DeploymentStage): void {
    const open = this.stages.find(({ endedAt }) => endedAt === null);
    if (open?.name === name) return;
    const at = this.now();
    if (open) open.endedAt = at;
    const entered = this.stages.find((stage) => stage.name === name);
    if (entered) entered.endedAt = null;
    else this.stages.push({ name, startedAt: at, endedAt: null });
  }

  /** The open stage, or the last one. */
  get current(): DeploymentStage {
    return (this.stages.find(({ endedAt }) => endedAt === null) ?? this.stages.at(-1))?.name ?? 'fetch';
  }

  /** Every stage with its times; the open one ends now. */
  end(): StageTime[] {
    const at = this.now();
    return this.stages.map((stage) => ({ ...stage, endedAt: stage.endedAt ?? at }));
  }
}
