import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Stage } from '../../api/deployments/deployments.js';
import type { OverviewDeployment } from '../../api/servers/servers.js';
import { duration } from '../../format/time.js';
import { isUnfinished, stageNames } from './deployment-status.js';
import classes from './stage-timeline.module.css';
import { placed, type StageBar, stageBars } from './stage-times.js';

const tickMs = 500;

/** The current time, updated regularly while `active`. */
export function useNow(active: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}

/** The stages as bars on one time scale: the actual duration of each, and the usual one while it runs or is coming. */
export function StageTimeline({
  deployment,
  usual = {},
}: {
  deployment: OverviewDeployment;
  usual?: Partial<Record<Stage, number>>;
}) {
  const now = useNow(isUnfinished(deployment));
  const { bars, all } = placed(stageBars(deployment, usual, now));
  if (bars.length === 0)
    return (
      <Text size="xs" c="dimmed">
        No stage has started.
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
          data-state={stateOf(bar)}
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

function stateOf({ failed, running }: StageBar): string | undefined {
  if (failed) return 'failed';
  return running ? 'running' : undefined;
}

function times({ tookMs, usualMs, running, failed }: StageBar): string {
  const usually = usualMs === undefined ? '' : `usually ${duration(usualMs)}`;
  if (tookMs === null) return usually;
  if (running) return `${duration(tookMs)}${usually ? ` (${usually})` : ''}`;
  return `${failed ? 'failed after ' : ''}${duration(tookMs)}`;
}
