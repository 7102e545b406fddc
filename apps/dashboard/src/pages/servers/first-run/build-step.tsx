import { Alert, Anchor, Code, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../../api/deployments/deployments.js';
import { BuildProgress } from '../../../ui/deployments/build-progress.js';
import { firstLine, isUnfinished, shortSha } from '../../../ui/deployments/deployment-status.js';
import { StatusDot } from '../../../ui/status/status-dot.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { LogTail } from './log-tail.js';

export function BuildStep({
  slug,
  deployment,
  past,
}: {
  slug: string;
  deployment: Deployment | undefined;
  past: Deployment[];
}) {
  if (!deployment)
    return <StatusDot color="blue" pulse label="Waiting for your push. This page updates automatically" />;
  return (
    <Stack gap="sm">
      <Text size="sm">
        <Code>{shortSha(deployment.commit.sha)}</Code> <Untrusted text={firstLine(deployment.commit.message)} />
      </Text>
      {isUnfinished(deployment) && <BuildProgress deployment={deployment} past={past} />}
      {deployment.status === 'live' && <StatusDot color="green" label="Live: its tools can be called" />}
      {deployment.error && (
        <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle />} title="The deployment failed">
          <Text size="sm">
            <Untrusted text={deployment.error.message} lines />
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            Code: <Code>{deployment.error.code}</Code>. Fix the problem, commit, and push again.
          </Text>
        </Alert>
      )}
      <LogTail key={deployment.id} deploymentId={deployment.id} />
      <Anchor component={Link} to={`/servers/${slug}/deployments/${deployment.id}/logs`} size="sm" underline="always">
        Whole log
      </Anchor>
    </Stack>
  );
}
