import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Deployment, Stage } from '../../api/deployments.js';
import { isRunning, stageNames } from './deployment-status.js';
import { placed, type StageBar, stageBars } from './stage-times.js';
import classes from './stage-timeline.module.css';
import { duration } from '../../format/time.js';

const tickMs = 500;

/** The time now, which moves on while something runs. */
export function useNow(moving: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [moving]);
  return now;
}

/** How long each stage took, as bars on one scale; elapsed and usual time of those that run or are ahead. */
export function StageTimeline({
  deployment,
  usual = {},
}: {
  deployment: Deployment;
  usual?: Partial<Record<Stage, number>>;
}) {
  const now = useNow(isRunning(deployment));
  const { bars, all } = placed(stageBars(deployment, usual, now));
  if (bars.length === 0)
    return (
      <Text size="xs" c="dimmed">
        No stage has begun.
      </Text>
    );
  return (
    <ol className={classes['list']} aria-label="Stages">
      {bars.map((bar) => (
        <li key={bar.name} className={classes['row']}>
          <span>{stageNames[bar.name]}</span>
          <Track bar={bar} start={bar.start} all={all} />
          <Text component="span" size="xs" c={bar.tookMs === null ? 'dimmed' : undefined} className={classes['times']}>
            {times(bar)}
          </Text>
        </li>
      ))}
    </ol>
  );
}

/** An SVG, because its lengths are attributes and need no style of their own. */
function Track({ bar, start, all }: { bar: StageBar; start: number; all: number }) {
  const share = (ms: number) => `${Math.max(0, Math.min(100, (ms / all) * 100))}%`;
  return (
    <svg className={classes['track']} aria-hidden>
      <rect className={classes['base']} width="100%" height="100%" rx={2} />
      {bar.tookMs !== null && (
        <rect
          className={classes['bar']}
          data-state={bar.failed ? 'failed' : bar.running ? 'running' : undefined}
          x={share(start)}
          width={share(Math.max(bar.tookMs, all * 0.004))}
          height="100%"
        />
      )}
      {bar.usualMs !== undefined && (bar.running || bar.tookMs === null) && (
        <rect className={classes['usual']} x={share(start)} y={0.5} width={share(bar.usualMs)} height={11} rx={2} />
      )}
    </svg>
  );
}

function times({ tookMs, usualMs, running, failed }: StageBar): string {
  const usually = usualMs === undefined ? '' : `usually ${duration(usualMs)}`;
  if (tookMs === null) return usually;
  if (running) return `${duration(tookMs)}${usually ? ` (${usually})` : ''}`;
  return `${failed ? 'failed after ' : ''}${duration(tookMs)}`;
}
