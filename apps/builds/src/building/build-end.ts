import type { DeploymentStage } from '@toolyard/contracts';
import { diskFullSentence, log } from '@toolyard/service';
import { BuildFailure } from '../build-plan/build-failure.js';
import { EngineLost } from '../images/image-builder.js';

/** A build that lost its worker or its engine this often is given up. */
export const maxAttempts = 3;

/** Why a build that runs is stopped, or one that waits does not start yet. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(readonly why: 'ended' | 'gives way' | 'replaced' | 'shutdown' | 'time limit') {
    super(`The build was stopped: ${why}.`);
  }
}

export const diskFull = (stage: DeploymentStage): BuildFailure =>
  new BuildFailure(stage, 'disk_full', diskFullSentence);

/**
 * The failure to show; null when the build was stopped for a reason that the deployment shows already.
 * @param stage the stage in which the build ended
 */
export function failureOf(
  error: unknown,
  { signal, stage, timeoutMs }: { signal: AbortSignal; stage: DeploymentStage; timeoutMs: number },
): BuildFailure | null {
  if (signal.aborted && signal.reason instanceof Stopped) {
    if (signal.reason.why !== 'time limit') return null;
    const sentence =
      `The build took longer than its limit of ${timeoutMs / 1_000} seconds and was ` +
      'stopped. The live deployment stays live; make the build shorter, or raise TOOLYARD_BUILD_SECONDS.';
    return new BuildFailure(stage, 'build_timeout', sentence);
  }
  if (error instanceof BuildFailure) return error;
  if (error instanceof EngineLost) {
    return new BuildFailure(
      stage,
      'engine_lost',
      `The Docker Engine stopped during the build, ${maxAttempts} times. The live deployment stays live; ` +
        'deploy the commit again when the engine runs.',
      { cause: error },
    );
  }
  log.error({ err: error }, 'a build failed because of the platform');
  return new BuildFailure(
    stage,
    'platform_error',
    'The platform could not run the build; its reason is in the log of the service builds. The live ' +
      'deployment stays live; deploy the commit again.',
    { cause: error },
  );
}
