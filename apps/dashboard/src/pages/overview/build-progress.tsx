import { Group, Progress, Text } from '@mantine/core';
import { IconCheck, IconCircle, IconLoader } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Deployment } from '../../api/server.js';
import { duration } from '../../parts/time.js';
import classes from './build-progress.module.css';
import { percentDone, type StageProgress, stageProgress, totalMs } from './stage-times.js';

const tickMs = 500;
const icons = { done: <IconCheck size={14} />, running: <IconLoader size={14} />, waiting: <IconCircle size={14} /> };
const words = { done: 'done', running: 'running', waiting: 'waiting' };

/** Stage by stage how far a deployment is, beside what each stage usually takes. */
export function BuildProgress({ deployment, past }: { deployment: Deployment; past: Deployment[] }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const progress = stageProgress(deployment, past, now);
  const percent = percentDone(progress);
  const usual = totalMs(progress, 'usualMs');
  return (
    <>
      <Progress value={percent ?? 100} striped={percent === null} animated={percent === null} size="sm" my={8} aria-label={percent === null ? 'Deployment is on its way' : `Deployment is on its way, ${percent} % of the usual time`} />
      <ol className={classes['stages']}>
        {progress.map((stage) => (
          <StageRow key={stage.name} stage={stage} />
        ))}
      </ol>
      <Text size="xs" c="dimmed" mt={4}>
        {duration(Math.max(0, now - Date.parse(deployment.createdAt)))} so far{usual > 0 && `, usually ${duration(usual)}`}
      </Text>
    </>
  );
}

function StageRow({ stage: { state, label, elapsedMs, usualMs } }: { stage: StageProgress }) {
  return (
    <li className={classes['stage']} data-state={state}>
      <Group gap={6} wrap="nowrap">
        <span aria-hidden className={classes['icon']}>
          {icons[state]}
        </span>
        <span>{label}</span>
        <span className={classes['unseen']}>{words[state]}</span>
      </Group>
      <span className={classes['time']}>
        {elapsedMs !== null && duration(elapsedMs)}
        {usualMs !== null && <span className={classes['usual']}> {elapsedMs === null ? `usually ${duration(usualMs)}` : `/ ${duration(usualMs)}`}</span>}
      </span>
    </li>
  );
}
