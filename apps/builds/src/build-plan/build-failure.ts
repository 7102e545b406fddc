import type { DeploymentStage } from '@toolyard/contracts';

/** A build that cannot succeed, with the error that the deployment shows. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  constructor(
    readonly stage: DeploymentStage,
    /** Stable, for programs: `toolyard_yaml`, `no_start_command`, `build_failed`, `build_timeout`, … */
    readonly code: string,
    /** For people: what happened and what to do next. */
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
