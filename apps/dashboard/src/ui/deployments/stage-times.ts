import type { Deployment, Stage, StageTime } from '../../api/deployments/deployments.js';
import type { OverviewDeployment } from '../../api/servers/servers.js';
import { isUnfinished, stageOrder } from './deployment-status.js';

export interface StageBar {
  name: Stage;
  /** Milliseconds from the request of the deployment; null when the stage has not started. */
  fromMs: number | null;
  /** Until now for the running stage; null when the stage has not started. */
  tookMs: number | null;
  running: boolean;
  failed: boolean;
  /** Median of earlier deployments; undefined when there are none. */
  usualMs?: number;
}

const tookMs = ({ startedAt, endedAt }: StageTime, now: number): number =>
  Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));

/** The median duration of each stage, over the deployments that went live. */
export function usualTimes(history: Deployment[]): Partial<Record<Stage, number>> {
  const times = new Map<Stage, number[]>();
  for (const { promotedAt, stages } of history) {
    if (!promotedAt) continue;
    for (const stage of stages)
      if (stage.endedAt) times.set(stage.name, [...(times.get(stage.name) ?? []), tookMs(stage, 0)]);
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

/** The stages of a deployment in order. An unfinished one also has the coming stages that earlier deployments had. */
export function stageBars(
  deployment: OverviewDeployment,
  usual: Partial<Record<Stage, number>>,
  now: number,
): StageBar[] {
  const began = Date.parse(deployment.createdAt);
  const unfinished = isUnfinished(deployment);
  return stageOrder.flatMap((name): StageBar[] => {
    const stage = deployment.stages.find(({ name: other }) => other === name);
    const usualMs = usual[name];
    if (!stage)
      return unfinished && usualMs !== undefined
        ? [{ name, fromMs: null, tookMs: null, running: false, failed: false, usualMs }]
        : [];
    const open = stage.endedAt === null;
    return [
      {
        name,
        fromMs: Math.max(0, Date.parse(stage.startedAt) - began),
        tookMs: open && !unfinished ? 0 : tookMs(stage, now),
        running: open && unfinished,
        failed: deployment.error?.stage === name,
        usualMs,
      },
    ];
  });
}

/**
 * Where each bar begins on a common scale, in milliseconds from the first bar. Coming stages follow one after another.
 * `all` is the length of the scale.
 */
export function placed(bars: StageBar[]): { bars: (StageBar & { start: number })[]; all: number } {
  const first = bars.find(({ fromMs }) => fromMs !== null)?.fromMs ?? 0;
  const found: (StageBar & { start: number })[] = [];
  let end = 0;
  for (const bar of bars) {
    const start = bar.fromMs === null ? end : Math.max(0, bar.fromMs - first);
    end = Math.max(end, start + Math.max(bar.tookMs ?? 0, bar.running || bar.tookMs === null ? (bar.usualMs ?? 0) : 0));
    found.push({ ...bar, start });
  }
  return { bars: found, all: Math.max(1, end) };
}

/** From the request of a deployment until it was live, ended, or now. */
export function elapsedMs(deployment: Deployment, now: number): number {
  return Math.max(0, endMs(deployment, now) - Date.parse(deployment.createdAt));
}

/** The median duration of a deployment with a build; undefined when none went live. */
export function usualTotalMs(history: Deployment[]): number | undefined {
  const totals = history.flatMap(({ createdAt, promotedAt, trigger }) =>
    promotedAt && trigger !== 'rollback' && trigger !== 'variables'
      ? [Date.parse(promotedAt) - Date.parse(createdAt)]
      : [],
  );
  return totals.length > 0 ? median(totals) : undefined;
}

function endMs(deployment: OverviewDeployment, now: number): number {
  const end = deployment.promotedAt ?? deployment.endedAt;
  if (end) return Date.parse(end);
  return isUnfinished(deployment) ? now : lastStageMs(deployment);
}

const lastStageMs = ({ createdAt, stages }: OverviewDeployment): number =>
  Math.max(Date.parse(createdAt), ...stages.map(({ startedAt, endedAt }) => Date.parse(endedAt ?? startedAt)));

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
