import type { Deployment } from '../../api/server.js';

export type Stage = Deployment['stages'][number]['name'];

export const stageLabels: Record<Stage, string> = {
  fetch: 'Fetch the source',
  dependencies: 'Install dependencies',
  image: 'Create the image',
  push: 'Push the image',
  candidate: 'Start and probe the candidate',
  promotion: 'Move the traffic',
};

const built: readonly Stage[] = ['fetch', 'dependencies', 'image', 'push', 'candidate', 'promotion'];
const reused: readonly Stage[] = ['candidate', 'promotion'];

/** Rollbacks and changed variables take an image that is there, so their times say nothing of a build's. */
const reusesImage = ({ trigger }: Pick<Deployment, 'trigger'>): boolean => trigger === 'rollback' || trigger === 'variables';

type Timed = Pick<Deployment, 'status' | 'trigger' | 'stages' | 'stage' | 'createdAt'>;

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const spentMs = ({ startedAt, endedAt }: Deployment['stages'][number], now: number): number => Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));

export interface StageProgress {
  name: Stage;
  label: string;
  state: 'done' | 'running' | 'waiting';
  elapsedMs: number | null;
  /** Median of earlier deployments of the same kind that went live; null when there are none. */
  usualMs: number | null;
}

/** Each stage of a deployment under way: how far it is, and how long it usually takes. */
export function stageProgress(deployment: Timed, past: Timed[], now: number): StageProgress[] {
  const alike = past.filter((each) => (each.status === 'live' || each.status === 'retired') && reusesImage(each) === reusesImage(deployment));
  const expected = (reusesImage(deployment) ? reused : built).filter((name) => alike.length === 0 || alike.some(({ stages }) => stages.some((stage) => stage.name === name)) || deployment.stages.some((stage) => stage.name === name));
  return expected.map((name): StageProgress => {
    const stage = deployment.stages.findLast((each) => each.name === name);
    return {
      name,
      label: stageLabels[name],
      state: !stage ? 'waiting' : stage.endedAt ? 'done' : 'running',
      elapsedMs: stage ? spentMs(stage, now) : null,
      usualMs: median(alike.flatMap(({ stages }) => stages.filter((each) => each.name === name && each.endedAt).map((each) => spentMs(each, now)))),
    };
  });
}

/** Percent of the usual time that has passed, held below the end until the deployment really ends; null when nothing is known. */
export function percentDone(progress: StageProgress[]): number | null {
  const usual = progress.reduce((sum, { usualMs }) => sum + (usualMs ?? 0), 0);
  if (usual === 0) return null;
  const passed = progress.reduce((sum, { state, elapsedMs, usualMs }) => sum + (state === 'done' ? (usualMs ?? 0) : state === 'running' ? Math.min(elapsedMs ?? 0, usualMs ?? 0) : 0), 0);
  return Math.min(98, Math.round((100 * passed) / usual));
}

export const totalMs = (progress: StageProgress[], of: 'elapsedMs' | 'usualMs'): number => progress.reduce((sum, each) => sum + (each[of] ?? 0), 0);
