import { Anchor, Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconBrandGithub, IconGitBranch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type GitHubConnection, githubQuery } from '../../api/github/github.js';
import { useMe } from '../../api/me/session.js';
import { mayCreateServers } from '../../domain/accounts/roles.js';
import { Deliveries } from '../github/deliveries.js';
import { GitHubConnectionCard } from '../github/github-connection.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { NoRight } from '../../ui/frame/states.js';
import { CodeBlock } from '../../ui/text/code-block.js';

export function SourcesPage() {
  const me = useMe();
  return (
    <>
      <PageTitle title="Source connections" description="Where the code of your servers comes from." />
      {mayCreateServers(me) ? <Connections /> : <NoRight what="This page" needs="admins and developers" />}
    </>
  );
}

function Connections() {
  const me = useMe();
  const { data: github } = useQuery(githubQuery);
  return (
    <Stack maw={720} gap="md">
      <Connection icon={<IconGitBranch size={22} />} title="Built-in git remote" state="Connected" color="green">
        <Text size="sm">Always available. Every server has a repository; a push to its branch main is deployed.</Text>
        <CodeBlock where="Clone URL" code={`${location.origin}/git/<repository>.git`} />
        <Text size="sm" c="dimmed">
          Use any user name, and as password an API key with the right to deploy. Create a key under{' '}
          <Anchor component={Link} to="/api-keys" inherit underline="always">
            My API keys
          </Anchor>
          , or when you{' '}
          <Anchor component={Link} to="/servers/new" inherit underline="always">
            create a server
          </Anchor>
          .
        </Text>
      </Connection>
      <Connection icon={<IconBrandGithub size={22} />} title="GitHub" {...githubState(github)}>
        <GitHubConnectionCard />
      </Connection>
      {me.role === 'admin' && github?.app && (
        <Paper withBorder p="md" component="section" aria-label="Webhooks">
          <Title order={2} size="h5" mb="sm">
            Webhooks of GitHub
          </Title>
          <Deliveries />
        </Paper>
      )}
    </Stack>
  );
}

function githubState(github: GitHubConnection | undefined): { state: string; color: 'green' | 'gray' } {
  if (!github) return { state: 'Unknown', color: 'gray' };
  return github.app ? { state: 'Connected', color: 'green' } : { state: 'Not connected', color: 'gray' };
}

function Connection({
  icon,
  title,
  state,
  color,
  children,
}: {
  icon: ReactNode;
  title: string;
  state: string;
  color: 'green' | 'gray';
  children: ReactNode;
}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          {icon}
          <Title order={2} size="h5">
            {title}
          </Title>
        </Group>
        <Badge variant="dot" color={color} tt="none">
          {state}
        </Badge>
      </Group>
      <Stack gap="sm">{children}</Stack>
    </Paper>
  );
}
