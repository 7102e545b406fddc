import { Alert, Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { githubQuery } from '../../api/github/github.js';
import { ErrorState } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { ConnectGitHub } from './connect-github.js';
import { DisconnectGitHub } from './disconnect-github.js';

/** What the card of GitHub says: how to connect an App, or where the connected one is installed. */
export function GitHubConnectionCard() {
  const { data, error, refetch } = useQuery(githubQuery);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Text size="sm">Loading</Text>;
  if (data.problem)
    return (
      <Stack gap="sm">
        <Alert color="yellow" variant="light" title="GitHub does not answer the App">
          {data.problem}
        </Alert>
        <DisconnectGitHub {...data} />
      </Stack>
    );
  if (!data.managedBy || !data.app) return <ConnectGitHub />;
  return (
    <Stack gap="sm">
      <Text size="sm">
        The GitHub App{' '}
        <Anchor href={data.app.url} target="_blank" rel="noreferrer" inherit underline="always">
          <Untrusted text={data.app.name} />
        </Anchor>{' '}
        is connected. A push to the branch of a server is deployed.
      </Text>
      {data.installations.length === 0 && (
        <Text size="sm">It is installed nowhere yet. Install it on the account whose repositories you deploy.</Text>
      )}
      {data.installations.map(({ id, account, suspended, url }) => (
        <Group key={id} justify="space-between">
          <Group gap="xs">
            <Text size="sm" fw={500}>
              <Untrusted text={account} />
            </Text>
            {suspended && (
              <Badge color="yellow" variant="light" tt="none">
                Suspended
              </Badge>
            )}
          </Group>
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm" aria-label={`Repositories of ${account}`}>
            Change repositories
          </Anchor>
        </Group>
      ))}
      {data.installUrl && (
        <Group>
          <Button
            component="a"
            href={data.installUrl}
            target="_blank"
            rel="noreferrer"
            variant="default"
            rightSection={<IconExternalLink size={16} />}
          >
            Install on another account
          </Button>
        </Group>
      )}
      <DisconnectGitHub {...data} />
    </Stack>
  );
}
