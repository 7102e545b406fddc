import { Box, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Deployment, deploymentsQuery } from '../../api/deployments/deployments.js';
import type { Server } from '../../api/servers/servers.js';
import { duration } from '../../format/time.js';
import { CommitText } from '../../ui/deployments/commit-text.js';
import { deploymentLook, isUnfinished, shortSha, triggerLabel } from '../../ui/deployments/deployment-status.js';
import { useNow } from '../../ui/deployments/stage-timeline.js';
import { elapsedMs, usualTimes, usualTotalMs } from '../../ui/deployments/stage-times.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { Pager } from '../../ui/list/pager.js';
import { toggleColumn } from '../../ui/list/row-toggle.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { StatusDot } from '../../ui/status/status-dot.js';
import { CodeBlock } from '../../ui/text/code-block.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { LogDialog } from '../logs/log-dialog.js';
import { DeployDialog } from './deploy-dialog.js';
import { DeploymentActions } from './deployment-actions.js';
import { DeploymentDetails } from './deployment-details.js';
import classes from './deployments.module.css';

const pageSize = 20;
const defaults = { open: [] as string[], logs: '', after: [] as string[] };

/** The deployments of a server. A row opens to its stages, its error and its changes of tools. */
export function DeploymentList({ server, manages }: { server: Server; manages: boolean }) {
  const [state, setState] = useListState(defaults);
  const [deploying, setDeploying] = useState(false);
  const { data, error, refetch } = useQuery(
    deploymentsQuery(server.id, { cursor: state.after.at(-1), limit: pageSize }),
  );
  const items = data?.items;
  const usual = useMemo(() => ({ stages: usualTimes(items ?? []), totalMs: usualTotalMs(items ?? []) }), [items]);
  const toggle = ({ id }: Deployment) =>
    setState({ open: state.open.includes(id) ? state.open.filter((openId) => openId !== id) : [...state.open, id] });
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  const logsOf = items?.find(({ id }) => id === state.logs);
  return (
    <>
      {items?.length === 0 && state.after.length === 0 ? (
        <NoDeployments server={server} onDeploy={manages ? () => setDeploying(true) : undefined} />
      ) : (
        <DataTable
          label="Deployments"
          columns={columnsFor({
            open: state.open,
            toggle,
            usualMs: usual.totalMs,
            manages,
            hasLive: server.liveDeploymentId !== null,
            onLogs: ({ id }) => setState({ logs: id }, { push: true }),
          })}
          rows={items}
          rowKey={({ id }) => id}
          skeletonRows={6}
          onRow={toggle}
          details={(deployment) =>
            state.open.includes(deployment.id) && (
              <DeploymentDetails
                deployment={deployment}
                server={server}
                usual={usual.stages}
                onLogs={() => setState({ logs: deployment.id }, { push: true })}
              />
            )
          }
        />
      )}
      <Pager
        label="Pages of deployments"
        cursors={state.after}
        nextCursor={data?.nextCursor}
        onChange={(after) => setState({ after, open: [] }, { push: true })}
      />
      {logsOf && <LogDialog server={server} deployment={logsOf} onClose={() => setState({ logs: '' })} />}
      <DeployDialog server={server} opened={deploying} onClose={() => setDeploying(false)} />
    </>
  );
}

interface Context {
  open: string[];
  toggle: (deployment: Deployment) => void;
  usualMs: number | undefined;
  manages: boolean;
  hasLive: boolean;
  onLogs: (deployment: Deployment) => void;
}

function columnsFor({ open, toggle, usualMs, manages, hasLive, onLogs }: Context): Column<Deployment>[] {
  return [
    toggleColumn<Deployment>(
      ({ id }) => open.includes(id),
      toggle,
      ({ commit }) => `Details of the deployment of ${shortSha(commit.sha)}`,
    ),
    { key: 'status', title: 'Status', width: 120, render: (deployment) => <Status deployment={deployment} /> },
    {
      key: 'commit',
      title: 'Commit',
      render: (deployment) => (
        <>
          <CommitText commit={deployment.commit} withTime={false} />
          {deployment.error && (
            <Text size="xs" className={classes['error']} lineClamp={1}>
              <Untrusted text={deployment.error.message} />
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'trigger',
      title: 'Trigger',
      from: 'sm',
      width: 190,
      render: ({ trigger, actor }) => (
        <>
          <Text size="sm">{triggerLabel(trigger)}</Text>
          <Text size="xs" c="dimmed">
            <Untrusted text={actor.name} />
          </Text>
        </>
      ),
    },
    {
      key: 'time',
      title: 'Time',
      from: 'sm',
      width: 130,
      render: ({ createdAt }) => (
        <Text component="span" size="sm">
          <RelativeTime at={createdAt} />
        </Text>
      ),
    },
    {
      key: 'took',
      title: 'Took',
      from: 'md',
      width: 120,
      align: 'right',
      render: (deployment) => <Took deployment={deployment} usualMs={usualMs} />,
    },
    {
      key: 'actions',
      title: (
        <Box component="span" pos="relative">
          <VisuallyHidden>Actions</VisuallyHidden>
        </Box>
      ),
      width: 60,
      align: 'right',
      render: (deployment) => (
        <DeploymentActions
          deployment={deployment}
          manages={manages}
          hasLive={hasLive}
          onLogs={() => onLogs(deployment)}
        />
      ),
    },
  ];
}

function Status({ deployment }: { deployment: Deployment }) {
  const { color, label } = deploymentLook(deployment.status);
  return <StatusDot color={color} label={label} pulse={isUnfinished(deployment)} />;
}

function Took({ deployment, usualMs }: { deployment: Deployment; usualMs: number | undefined }) {
  const unfinished = isUnfinished(deployment);
  const now = useNow(unfinished);
  return (
    <>
      <Text size="sm" className={classes['figure']}>
        {duration(elapsedMs(deployment, now))}
      </Text>
      {unfinished && usualMs !== undefined && (
        <Text size="xs" c="dimmed">
          usually {duration(usualMs)}
        </Text>
      )}
    </>
  );
}

function NoDeployments({ server, onDeploy }: { server: Server; onDeploy: (() => void) | undefined }) {
  return (
    <EmptyState
      title="There are no deployments yet"
      icon={<IconRocket size={32} />}
      action={
        onDeploy && (
          <Group justify="center">
            <Button size="xs" variant="default" onClick={onDeploy}>
              Deploy a commit
            </Button>
          </Group>
        )
      }
    >
      A push to main is deployed automatically.
      {server.gitUrl && (
        <CodeBlock
          where="In your repository"
          code={`git remote add toolyard ${server.gitUrl}\ngit push toolyard HEAD:main`}
        />
      )}
    </EmptyState>
  );
}
