import { Anchor, Code, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { pastDeploymentsQuery } from '../../../api/deployments/deployments.js';
import type { Overview, OverviewDeployment, Server } from '../../../api/servers/servers.js';
import { CompareLink } from '../../../ui/analysis/compare-link.js';
import { BuildProgress } from '../../../ui/deployments/build-progress.js';
import { deploymentLook, firstLine, shortSha, triggerLabel } from '../../../ui/deployments/deployment-status.js';
import { StatusDot } from '../../../ui/status/status-dot.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** The unfinished deployments and the live one. */
export function Deployments({
  server,
  overview,
  inspects,
}: {
  server: Server;
  overview: Overview | undefined;
  inspects: boolean;
}) {
  const building = (overview?.inProgress.length ?? 0) > 0;
  const past = useQuery({ ...pastDeploymentsQuery(server.id), enabled: inspects && building });
  if (!overview) return <Skeleton height={86} />;
  const { live, inProgress } = overview;
  return (
    <Stack gap="sm">
      {inProgress.map((deployment) => (
        <Box
          key={deployment.id}
          server={server}
          deployment={deployment}
          inspects={inspects}
          state={<StatusDot pulse {...deploymentLook(deployment.status)} />}
        >
          <BuildProgress deployment={deployment} past={past.data ?? []} />
        </Box>
      ))}
      {live ? (
        <Box
          server={server}
          deployment={live}
          inspects={inspects}
          state={
            <StatusDot color={server.disabled ? 'yellow' : 'green'} label={server.disabled ? 'Disabled' : 'Live'} />
          }
        />
      ) : (
        inProgress.length === 0 && (
          <Paper withBorder p="sm">
            <Text size="sm">There is no live deployment yet.</Text>
            <Text size="sm" c="dimmed">
              {inspects ? (
                <>
                  Push to <Code>main</Code> to deploy.{' '}
                  <Anchor component={Link} to={`/servers/${server.slug}/first-run`} size="sm" underline="always">
                    Show me how
                  </Anchor>
                </>
              ) : (
                'The creator of the server has to deploy it first.'
              )}
            </Text>
          </Paper>
        )
      )}
    </Stack>
  );
}

function Box({
  server,
  deployment,
  inspects,
  state,
  children,
}: {
  server: Server;
  deployment: OverviewDeployment;
  inspects: boolean;
  state: React.ReactNode;
  children?: React.ReactNode;
}) {
  const { commit, trigger, promotedAt, createdAt } = deployment;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs" mb={4}>
        <Group gap="xs">
          {state}
          <Text size="sm" c="dimmed">
            {triggerLabel(trigger)}, <RelativeTime at={promotedAt ?? createdAt} />
          </Text>
        </Group>
        {inspects && (
          <Group gap="sm">
            {promotedAt && <CompareLink slug={server.slug} deploymentId={deployment.id} />}
            <Anchor component={Link} to={`/servers/${server.slug}/deployments/${deployment.id}/logs`} size="sm">
              View logs
            </Anchor>
          </Group>
        )}
      </Group>
      {commit && (
        <Text size="sm" lineClamp={2}>
          <Code>{shortSha(commit.sha)}</Code> <Untrusted text={firstLine(commit.message)} />{' '}
          <Text span size="sm" c="dimmed">
            by <Untrusted text={commit.author} />
          </Text>
        </Text>
      )}
      {children}
    </Paper>
  );
}
