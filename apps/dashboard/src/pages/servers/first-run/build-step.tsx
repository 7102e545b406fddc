import { Alert, Anchor, Code, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../../api/server.js';
import { StatusDot } from '../../../ui/status/status-dot.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { BuildProgress } from '../../../ui/deployments/build-progress.js';
import { LogTail } from './log-tail.js';
import { useLogTail } from './use-log-tail.js';

const underWay = ['queued', 'building', 'starting'];

export function BuildStep({
  slug,
  deployment,
  past,
}: {
  slug: string;
  deployment: Deployment | undefined;
  past: Deployment[];
}) {
  const lines = useLogTail(deployment?.id);
  if (!deployment)
    return <StatusDot color="blue" pulse label="Waiting for your push; this page notices it by itself" />;
  return (
    <Stack gap="sm">
      <Text size="sm">
        <Code>{deployment.commit.sha.slice(0, 7)}</Code>{' '}
        <Untrusted text={deployment.commit.message.split('\n', 1)[0] ?? ''} />
      </Text>
      {underWay.includes(deployment.status) && <BuildProgress deployment={deployment} past={past} />}
      {deployment.status === 'live' && <StatusDot color="green" label="Live: its tools can be called" />}
      {deployment.error && (
        <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle />} title="The deployment failed">
          <Text size="sm">
            <Untrusted text={deployment.error.message} lines />
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            Code: <Code>{deployment.error.code}</Code>. Mend it, commit, and push again.
          </Text>
        </Alert>
      )}
      <LogTail lines={lines} />
      <Anchor component={Link} to={`/servers/${slug}/deployments/${deployment.id}/logs`} size="sm" underline="always">
        Whole log
      </Anchor>
    </Stack>
  );
}
