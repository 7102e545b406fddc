import { Anchor, Badge, Box, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileText, IconListDetails } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Deployment, deploymentQuery, type Stage, type ToolChanges } from '../../api/deployments/deployments.js';
import type { Server } from '../../api/servers/servers.js';
import { CompareLink } from '../../ui/analysis/compare-link.js';
import { DeploymentError } from '../../ui/deployments/deployment-error.js';
import { firstLine, shortSha } from '../../ui/deployments/deployment-status.js';
import { StageTimeline } from '../../ui/deployments/stage-timeline.js';
import { CodeBlock } from '../../ui/text/code-block.js';
import { CopyButton } from '../../ui/text/copy-button.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { CompareContracts } from '../tools/contract/compare-contracts.js';

interface Props {
  deployment: Deployment;
  server: Server;
  usual: Partial<Record<Stage, number>>;
  onLogs: () => void;
}

export function DeploymentDetails({ deployment, server, usual, onLogs }: Props) {
  const { error, changes, supersededBy, generatedDockerfile, image, commit, promotedAt } = deployment;
  return (
    <Stack gap="sm" py="xs">
      {error && <DeploymentError error={error} />}
      {supersededBy && <Superseded id={supersededBy} server={server} />}
      <StageTimeline deployment={deployment} usual={usual} />
      {changes && <Changes changes={changes} deployment={deployment} />}
      <Group gap="6px 20px">
        <Fact name="Commit">
          <Code>{shortSha(commit.sha)}</Code> <CopyButton value={commit.sha} label="Copy the SHA" size="xs" />{' '}
          <RelativeTime at={commit.at} />
        </Fact>
        {promotedAt && (
          <Fact name="Live since">
            <RelativeTime at={promotedAt} />
          </Fact>
        )}
        {image && (
          <Fact name="Image">
            <Code>{image.digest.replace(/^sha256:/, '').slice(0, 12)}</Code>{' '}
            <CopyButton value={image.digest} label="Copy the digest of the image" size="xs" />{' '}
            {Math.round(image.sizeBytes / 1e6)} MB,{' '}
            <Anchor href={`/api/v1/deployments/${deployment.id}/sbom`} download size="sm">
              its packages
            </Anchor>
          </Fact>
        )}
      </Group>
      <Group gap="xs" align="flex-start">
        <Button size="xs" variant="default" leftSection={<IconFileText size={14} />} onClick={onLogs}>
          View logs
        </Button>
        <Button
          component={Link}
          to={`/servers/${server.slug}/deployments/${deployment.id}/plan`}
          size="xs"
          variant="default"
          leftSection={<IconListDetails size={14} />}
        >
          How this was built
        </Button>
        {generatedDockerfile && <Dockerfile text={generatedDockerfile} />}
        {promotedAt && (
          <Box py={5}>
            <CompareLink slug={server.slug} deploymentId={deployment.id} />
          </Box>
        )}
      </Group>
    </Stack>
  );
}

function Superseded({ id, server }: { id: string; server: Server }) {
  const { data } = useQuery(deploymentQuery(id));
  return (
    <Text size="sm">
      A newer deployment replaced it before it was live:{' '}
      <Anchor component={Link} to={`/servers/${server.slug}/deployments/${id}/logs`} size="sm">
        {data ? (
          <>
            {shortSha(data.commit.sha)} <Untrusted text={firstLine(data.commit.message)} />
          </>
        ) : (
          'the newer deployment'
        )}
      </Anchor>
    </Text>
  );
}

function Changes({ changes, deployment }: { changes: ToolChanges; deployment: Deployment }) {
  const { added, changed, dropped } = changes;
  const none = added.length + changed.length + dropped.length === 0;
  return (
    <Group gap={6} aria-label="Tools" role="group">
      <Text size="xs" c="dimmed">
        Tools:
      </Text>
      {none && <Text size="xs">no changes</Text>}
      <Names kind="added" names={added} />
      <Names kind="changed" names={changed} />
      <Names kind="dropped" names={dropped} />
      {!none && <CompareContracts serverId={deployment.serverId} deploymentId={deployment.id} changes={changes} />}
    </Group>
  );
}

function Names({ kind, names }: { kind: string; names: string[] }) {
  return names.map((name) => (
    <Badge key={name} variant="default" tt="none" size="sm" fw={500}>
      {kind} <Untrusted text={name} />
    </Badge>
  ));
}

function Dockerfile({ text }: { text: string }) {
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={toggle} aria-expanded={shown}>
        {shown ? 'Hide' : 'Show'} the generated Dockerfile
      </Button>
      <Collapse expanded={shown} w="100%">
        {shown && <CodeBlock where="Dockerfile, generated for this commit" code={text} />}
      </Collapse>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap={4} wrap="nowrap" fz="xs">
      <Text size="xs" c="dimmed">
        {name}:
      </Text>
      {children}
    </Group>
  );
}
