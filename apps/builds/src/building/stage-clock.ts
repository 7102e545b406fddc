import type { DeploymentStage, StageTime } from '@toolyard/contracts';
import { endStages, enterStage } from '../deployments/stage-times.js';

/** Start and end of the stages of a build that runs. */
export class StageClock {
  private stages: StageTime[] = [];

  /** @param onEnter called when another stage begins or continues */
  constructor(
    private readonly now: () => string,
    private readonly onEnter: (stage: DeploymentStage, at: string) => void = () => undefined,
  ) {}

  /** Ends the open stage and starts or continues this one. */
  enter(name: DeploymentStage): void {
    const at = this.now();
    const stages = enterStage(this.stages, name, at);
    if (stages === this.stages) return;
    this.stages = stages;
    this.onEnter(name, at);
  }

  /** The open stage, or the last one. */
  get current(): DeploymentStage {
    return (this.stages.find(({ endedAt }) => endedAt === null) ?? this.stages.at(-1))?.name ?? 'fetch';
  }

  /** Every stage with its times; the open one ends now. */
  end(): StageTime[] {
    return endStages(this.stages, this.now());
  }
}
