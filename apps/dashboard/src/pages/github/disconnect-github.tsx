import { Anchor, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { disconnectGitHub } from '../../api/github/connect.js';
import type { GitHubConnection } from '../../api/github/github.js';
import { useMe } from '../../api/me/session.js';
import { githubKeys } from '../../api/query-keys.js';
import { isAdmin } from '../../domain/accounts/roles.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';

/** Where the App was set up, and for admins the way to disconnect it. */
export function DisconnectGitHub({ managedBy, app, githubUrl }: GitHubConnection) {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  if (managedBy === 'environment')
    return (
      <Text size="sm" c="dimmed">
        The environment of the service builds gives this App (GITHUB_APP_ID and its keys), so it is changed there.
      </Text>
    );
  if (managedBy === null || !isAdmin(me)) return null;
  return (
    <Group>
      <Button variant="light" color="red" onClick={() => setAsking(true)}>
        Disconnect GitHub
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Disconnect GitHub"
        action="Disconnect"
        onConfirm={disconnectGitHub}
        stale={[githubKeys.connection]}
        done="GitHub is disconnected"
      >
        <Text size="sm">
          The private key and the webhook secret of the App are destroyed here. Servers keep what is live, and pushes
          are not deployed any more. The App stays on GitHub with its installations until you delete it{' '}
          <Anchor href={app?.url ?? githubUrl} target="_blank" rel="noreferrer" inherit underline="always">
            there
          </Anchor>
          .
        </Text>
      </ConfirmDialog>
    </Group>
  );
}
