import { Button, Group, List, Modal, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteServer, disableServer, enableServer } from '../../../api/server.js';
import type { Server } from '../../../api/servers.js';
import { ConfirmByName } from '../../../ui/form/confirm-by-name.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** Taking a server out of use for a while, or for good. */
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
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: async () => {
      await (server.disabled ? enableServer(server.id) : disableServer(server.id));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['server'] });
      notifyDone(server.disabled ? 'The server is enabled and starts again.' : 'The server is disabled.');
      setAsking(false);
    },
  });
  return (
    <Row
      title={server.disabled ? 'Enable server' : 'Disable server'}
      text={
        server.disabled
          ? 'Its containers start again from the image that was live, and its addresses answer.'
          : 'All its addresses answer an error until it is enabled again. Everything is kept: image, variables, history.'
      }
    >
      <Button
        variant="default"
        loading={change.isPending && !asking}
        onClick={() => (server.disabled ? change.mutate() : setAsking(true))}
      >
        {server.disabled ? 'Enable server' : 'Disable server'}
      </Button>
      {change.error && !asking && <ErrorState error={change.error} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Disable server">
        <Stack gap="sm">
          <Text size="sm">
            Calls under way end, its containers stop, and every client gets an error from{' '}
            <Untrusted text={server.mcpUrl} /> until somebody enables it again. Pushes are kept and deployed no earlier
            than then.
          </Text>
          {change.error && <ErrorState error={change.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Keep it running
            </Button>
            <Button color="red" loading={change.isPending} onClick={() => change.mutate()}>
              Disable
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Row>
  );
}

function Delete({ server }: { server: Server }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    await deleteServer(server.id);
    notifyDone(`${server.name} is deleted.`);
    await navigate({ to: '/' });
    client.removeQueries({ queryKey: ['server'] });
    await client.invalidateQueries({ queryKey: ['servers'] });
  };
  return (
    <Row
      title="Delete server"
      text="For good: its configuration, variables and deployment history cannot be brought back."
    >
      <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsking(true)}>
        Delete server
      </Button>
      <ConfirmByName
        opened={asking}
        onClose={() => setAsking(false)}
        title="Delete server"
        name={server.name}
        action="Delete server"
        onConfirm={remove}
      >
        <Stack gap="xs">
          <Text size="sm">This removes:</Text>
          <List size="sm">
            <List.Item>its configuration, and its URL for every client that uses it</List.Item>
            <List.Item>its environment variables, and the credentials that users gave for it</List.Item>
            <List.Item>its deployments with their logs, images and running containers</List.Item>
            <List.Item>the record of its calls, with their inputs and outputs</List.Item>
            <List.Item>its webhooks</List.Item>
          </List>
          <Text size="sm">
            This stays: the repository <Untrusted text={server.source.repository} /> with all its commits, and what the
            audit log says about the server.
          </Text>
        </Stack>
      </ConfirmByName>
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
