import { Code, Group, Text } from '@mantine/core';
import type { Deployment } from '../../api/deployments/deployments.js';
import { duration } from '../../format/time.js';
import { DeploymentError } from '../../ui/deployments/deployment-error.js';
import {
  deploymentLook,
  firstLine,
  isUnfinished,
  shortSha,
  stageNames,
} from '../../ui/deployments/deployment-status.js';
import { useNow } from '../../ui/deployments/stage-timeline.js';
import { elapsedMs } from '../../ui/deployments/stage-times.js';
import { StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

/** Status, SHA and time of a deployment, and why it failed. */
export function LogHeading({ deployment }: { deployment: Deployment }) {
  const { status, stage, commit, createdAt, error } = deployment;
  const unfinished = isUnfinished(deployment);
  const now = useNow(unfinished);
  const { color, label } = deploymentLook(status);
  return (
    <>
      <Group gap="4px 16px" mb="xs">
        <StatusDot
          color={color}
          label={unfinished && stage ? `${label}: ${stageNames[stage]}` : label}
          pulse={unfinished}
        />
        <Text size="sm" component="span">
          <Code>{shortSha(commit.sha)}</Code> <Untrusted text={firstLine(commit.message)} />
        </Text>
        <Text size="sm" c="dimmed" component="span">
          <RelativeTime at={createdAt} />, {unfinished ? 'for' : 'took'} {duration(elapsedMs(deployment, now))}
        </Text>
      </Group>
      {error && <DeploymentError error={error} />}
    </>
  );
}
