import { Button, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { serverKeys, serversKeys } from '../../../api/query-keys.js';
import { deleteServer, disableServer, enableServer, type Server } from '../../../api/servers/servers.js';
import { visibleText } from '../../../format/visible-text.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** Disables a server for a while, or deletes it. */
export function Danger({ server }: { server: Server }) {
  return (
    <Paper withBorder>
      <Stack gap={0}>
        <Availability server={server} />
        <Delete server={server} />
      </Stack>
    </Paper>
  );
}

function Availability({ server }: { server: Server }) {
  const [asking, setAsking] = useState(false);
  const enable = useSubmission(() => enableServer(server.id), {
    stale: [serverKeys.all],
    done: 'The server is enabled and starts again.',
  });
  return (
    <Row
      title={server.disabled ? 'Enable server' : 'Disable server'}
      text={
        server.disabled
          ? 'Its containers start again from the image that was live, and its addresses answer again.'
          : 'All its addresses answer with an error until it is enabled again. Image, variables and history are kept.'
      }
    >
      <Button
        variant="default"
        loading={enable.busy}
        onClick={() => (server.disabled ? enable.send() : setAsking(true))}
      >
        {server.disabled ? 'Enable server' : 'Disable server'}
      </Button>
      {enable.error !== null && <ErrorState error={enable.error} />}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Disable server"
        action="Disable"
        keep="Keep it running"
        onConfirm={() => disableServer(server.id)}
        stale={[serverKeys.all]}
        done="The server is disabled."
      >
        Unfinished calls end, its containers stop, and <Untrusted text={server.mcpUrl} /> answers every client with an
        error until the server is enabled again. Pushes are kept, and deployed after that.
      </ConfirmDialog>
    </Row>
  );
}

function Delete({ server }: { server: Server }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    await deleteServer(server.id);
    await navigate({ to: '/servers' });
    client.removeQueries({ queryKey: serverKeys.all });
  };
  return (
    <Row title="Delete server" text="For good: its configuration, variables and deployment history cannot be restored.">
      <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsking(true)}>
        Delete server
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Delete server"
        typedName={server.name}
        action="Delete server"
        onConfirm={remove}
        stale={[serversKeys.all]}
        done={`${visibleText(server.name)} is deleted.`}
      >
        <Stack gap="xs">
          <Text size="sm">This deletes:</Text>
          <List size="sm">
            <List.Item>the configuration of the server, and its URL for all clients</List.Item>
            <List.Item>its environment variables, and the credentials that users stored for it</List.Item>
            <List.Item>its deployments with their logs, images and running containers</List.Item>
            <List.Item>the record of its calls, with their inputs and outputs</List.Item>
          </List>
          <Text size="sm">
            These are kept: the repository <Untrusted text={server.source.repository} /> with all its commits, and the
            entries of the audit log.
          </Text>
        </Stack>
      </ConfirmDialog>
    </Row>
  );
}

function Row({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <Group p="md" justify="space-between" gap="sm">
      <Stack gap={2} maw={520}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </Stack>
      {children}
    </Group>
  );
}
