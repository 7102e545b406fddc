import { parentPort, workerData } from 'node:worker_threads';
import { BuildFailure } from '../build-plan/build-failure.js';
import { type ContextJob, prepareContext, type PreparedContext } from './prepare-context.js';

/** What the worker thread answers, once. */
export type WorkerAnswer =
  { prepared: PreparedContext } | { failure: Pick<BuildFailure, 'stage' | 'code' | 'message'> };

try {
  answer({ prepared: await prepareContext(workerData as ContextJob) });
} catch (error) {
  if (!(error instanceof BuildFailure)) throw error;
  const { stage, code, message } = error;
  answer({ failure: { stage, code, message } });
}

function answer(message: WorkerAnswer): void {
  parentPort!.postMessage(message);
}
