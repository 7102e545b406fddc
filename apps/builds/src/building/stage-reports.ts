import type { DeploymentStage } from '@toolyard/contracts';
import { log } from '@toolyard/service';

/** Cached steps go through several stages within milliseconds; a stage is stored when it lasts longer than this. */
const settleMs = 200;

/** Stores the stages of a build while it runs, in order. A stage that is not stored is shown when the build ends. */
export class StageReports {
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void> = Promise.resolve();

  /** @param store stores that a stage began; a rejection is logged */
  constructor(private readonly store: (stage: DeploymentStage, at: string) => Promise<unknown>) {}

  enter(stage: DeploymentStage, at: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.storing = this.storing.then(() => this.put(stage, at));
    }, settleMs);
  }

  /** Resolves when nothing is stored any more. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.storing;
  }

  private async put(stage: DeploymentStage, at: string): Promise<void> {
    try {
      await this.store(stage, at);
    } catch (error) {
      log.warn({ err: error, stage }, 'the stage of a build was not stored; it is shown when the build ends');
    }
  }
}
