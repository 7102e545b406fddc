import type { DeploymentStage, StageTime } from '@toolyard/contracts';

/**
 * Start and end of a build's stages. Steps run side by side, so a stage that comes back goes on instead of beginning
 * again.
 */
export class StageClock {
  private readonly stages: StageTime[] = [];

  constructor(private readonly now: () => string) {}

  enter(name: DeploymentStage): void {
    const open = this.stages.find(({ endedAt }) => endedAt === null);
    if (open?.name === name) return;
    const at = this.now();
    if (open) open.endedAt = at;
    const known = this.stages.find((stage) => stage.name === name);
    if (known) known.endedAt = null;
    else this.stages.push({ name, startedAt: at, endedAt: null });
  }

  get current(): DeploymentStage {
    return (this.stages.find(({ endedAt }) => endedAt === null) ?? this.stages.at(-1))?.name ?? 'fetch';
  }

  end(): StageTime[] {
    const at = this.now();
    return this.stages.map((stage) => ({ ...stage, endedAt: stage.endedAt ?? at }));
  }
}
