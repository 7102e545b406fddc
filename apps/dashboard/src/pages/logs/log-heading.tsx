import { Code, Group, Text } from '@mantine/core';
import type { Deployment } from '../../api/deployments.js';
import { deploymentStatuses, firstLine, isRunning, shortSha, stageNames } from '../../parts/deployment-status.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { elapsedMs } from '../../parts/stage-times.js';
import { useNow } from '../../parts/stage-timeline.js';
import { StatusDot } from '../../parts/status-dot.js';
import { duration } from '../../parts/time.js';
import { Untrusted } from '../../parts/untrusted.js';
import { DeploymentError } from '../deployments/deployment-error.js';

/** Status, SHA and time of a deployment, and prominently why it failed. */
export function LogHeading({ deployment }: { deployment: Deployment }) {
  const { status, stage, commit, createdAt, error } = deployment;
  const running = isRunning(deployment);
  const now = useNow(running);
  const { color, label } = deploymentStatuses[status];
  return (
    <>
      <Group gap="4px 16px" mb="xs">
        <StatusDot color={color} label={running && stage ? `${label}: ${stageNames[stage]}` : label} pulse={running} />
        <Text size="sm" component="span">
          <Code>{shortSha(commit.sha)}</Code> <Untrusted text={firstLine(commit.message)} />
        </Text>
        <Text size="sm" c="dimmed" component="span">
          <RelativeTime at={createdAt} />, {running ? 'for' : 'took'} {duration(elapsedMs(deployment, now))}
        </Text>
      </Group>
      {error && <DeploymentError error={error} />}
    </>
  );
}
