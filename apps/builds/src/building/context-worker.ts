import { Worker } from 'node:worker_threads';
import { BuildFailure } from '../build-plan/build-failure.js';
import type { ContextJob, PreparedContext } from './prepare-context.js';
import type { WorkerAnswer } from './prepare-context.worker.js';

export interface WorkerLimits {
  timeMs: number;
  /** Of the JavaScript heap. */
  memoryMb: number;
}

/**
 * Runs {@link prepareContext} in a thread of its own, so that a hostile repository fails its own build alone.
 * @throws BuildFailure when the commit cannot be built, or cannot be read within the limits
 * @throws the signal's reason when it is aborted
 */
export async function prepareInWorker(
  job: ContextJob,
  limits: WorkerLimits,
  signal: AbortSignal,
): Promise<PreparedContext> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./prepare-context.worker.js', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  });
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), limits.timeMs);
  try {
    const answer = await answerOf(worker, AbortSignal.any([signal, timer.signal]));
    if ('prepared' in answer) return answer.prepared;
    const { stage, code, message } = answer.failure;
    throw new BuildFailure(stage, code, message);
  } catch (error) {
    signal.throwIfAborted();
    if (timer.signal.aborted) throw unreadable(`takes longer than ${limits.timeMs / 1_000} s`, error);
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw unreadable(`needs more than ${limits.memoryMb} MB of memory`, error);
    if (error instanceof RangeError) throw unreadable('meets a file that is nested too deeply', error);
    throw error;
  } finally {
    clearTimeout(timeout);
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread that reads a repository ended without an answer.')));
    signal.addEventListener('abort', () => reject(new Error('The thread that reads a repository was stopped.')));
  });
}

function unreadable(what: string, cause: unknown): BuildFailure {
  return new BuildFailure(
    'fetch',
    'unreadable_tree',
    `Reading the repository ${what}, which is the limit for a build. Nothing was built; remove unusual ` +
      'files and push again.',
    { cause },
  );
}
