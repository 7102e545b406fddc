import { Alert, Anchor, Box, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconRocket, IconWorld } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { sourceQuery } from '../../../api/github/github.js';
import { useMe } from '../../../api/me/session.js';
import type { Server } from '../../../api/servers/servers.js';
import { mayManage } from '../../../domain/servers/server.rules.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ServerStatusDot } from '../../../ui/status/server-status.js';
import { SourceBadge } from '../../../ui/status/source-badge.js';
import { CopyButton } from '../../../ui/text/copy-button.js';
import { SourceNotice } from '../../github/source-notice.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { lazyPart } from '../../../ui/frame/load-part.js';

const DeployDialog = lazyPart(() => import('../../deployments/deploy-dialog.js'), 'DeployDialog');

/** Name, status, source and main actions of a server, on each of its pages. */
export function ServerHeader({ server }: { server: Server }) {
  const [deploying, setDeploying] = useState<'never' | 'closed' | 'open'>('never');
  const manages = mayManage(useMe(), server);
  return (
    <>
      <PageTitle
        title={server.name}
        description={
          <Box component="span">
            {server.description && (
              <Box component="span" display="block" mb={6}>
                <Untrusted text={server.description} lines />
              </Box>
            )}
            <Group component="span" gap="6px 14px" display="inline-flex">
              <ServerStatusDot status={server.status} />
              <Source server={server} />
              <Text component="span" size="sm">
                Created by <Untrusted text={server.createdBy.name} /> <RelativeTime at={server.createdAt} />
              </Text>
            </Group>
          </Box>
        }
        actions={
          <>
            <CopyButton value={server.mcpUrl} label="Copy server URL">
              Copy server URL
            </CopyButton>
            {manages && !server.disabled && (
              <Button leftSection={<IconRocket size={16} />} onClick={() => setDeploying('open')}>
                Deploy
              </Button>
            )}
          </>
        }
      >
        <Untrusted text={server.name} />
      </PageTitle>
      <SourceNotice server={server} />
      <Notices server={server} manages={manages} />
      <Suspense>
        {deploying !== 'never' && (
          <DeployDialog server={server} opened={deploying === 'open'} onClose={() => setDeploying('closed')} />
        )}
      </Suspense>
    </>
  );
}

/** A link to the repository on GitHub, or the git address of the built-in remote to copy. */
function Source({ server }: { server: Server }) {
  const { source, gitUrl } = server;
  const { data: report } = useQuery({ ...sourceQuery(server.id), enabled: source.provider === 'github' });
  if (source.provider === 'github') {
    return (
      <Anchor
        href={report?.url ?? undefined}
        target="_blank"
        rel="noreferrer"
        size="sm"
        aria-label={`Repository ${source.repository} on GitHub`}
      >
        <SourceBadge source={source} />
      </Anchor>
    );
  }
  return (
    <Group component="span" gap={2} wrap="nowrap" display="inline-flex">
      <SourceBadge source={source} />
      {gitUrl && <CopyButton value={gitUrl} label="Copy the git address" size="xs" />}
    </Group>
  );
}

function Notices({ server, manages }: { server: Server; manages: boolean }) {
  return (
    <>
      {server.disabled && (
        <Alert color="yellow" variant="light" mb="md" icon={<IconPlayerPause />} title="This server is disabled">
          Its addresses answer every client with an error until it is enabled again{manages ? ', under Settings' : ''}.
        </Alert>
      )}
      {server.access === 'public' && (
        <Alert color="yellow" variant="light" mb="md" icon={<IconWorld />} title="This server is public">
          Anyone who knows its URL may call its tools, without a sign-in.
        </Alert>
      )}
      {server.lastDeploymentFailed && (
        <Alert color="red" variant="light" mb="md" icon={<IconAlertTriangle />} title="The last deployment failed">
          {server.liveDeploymentId ? 'The deployment before it is still live.' : 'There is no live deployment.'} See its
          log under Deployments for the reason.
        </Alert>
      )}
    </>
  );
}
