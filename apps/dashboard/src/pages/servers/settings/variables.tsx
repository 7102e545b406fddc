import { ActionIcon, Alert, Anchor, Button, Code, Group, Modal, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPencil, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { variableKeys } from '../../../api/query-keys.js';
import { type Server, overviewQuery } from '../../../api/servers/servers.js';
import { removeVariable, type Variable, variablesQuery } from '../../../api/servers/variables.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { CopyButton } from '../../../ui/text/copy-button.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { restartText } from './restart-text.js';
import { VariableForm } from './variable-form.js';

type Dialog = { kind: 'set'; name: string | null } | { kind: 'remove'; name: string } | null;

/** The environment of a server. Names are shown, values are not. */
export function Variables({ server }: { server: Server }) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const query = useQuery(variablesQuery(server.id));
  const { data } = query;
  const close = () => setDialog(null);
  const columns: Column<Variable>[] = [
    {
      key: 'name',
      title: 'Name',
      render: ({ name }) => (
        <Group gap={4} wrap="nowrap">
          <Code>
            <Untrusted text={name} />
          </Code>
          <CopyButton value={name} label={`Copy the name ${name}`} size="xs" />
        </Group>
      ),
    },
    { key: 'value', title: 'Value', from: 'xs', render: ({ value }) => <span aria-label="hidden">{value}</span> },
    {
      key: 'updated',
      title: 'Changed',
      from: 'sm',
      render: ({ updatedAt, updatedBy }) => (
        <Text size="sm" c="dimmed" span>
          <RelativeTime at={updatedAt} /> by <Untrusted text={updatedBy.name} />
        </Text>
      ),
    },
    {
      key: 'actions',
      title: <VisuallyHidden>Actions</VisuallyHidden>,
      align: 'right',
      width: 90,
      render: ({ name }) => (
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Change ${name}`}
            onClick={() => setDialog({ kind: 'set', name })}
          >
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Remove ${name}`}
            onClick={() => setDialog({ kind: 'remove', name })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Settings of the server, the same for all its users. They are stored encrypted, and values are never shown again.
        A change starts new containers from the same image, without a build and without downtime.
      </Text>
      <Restarting server={server} />
      <ListFrame query={query} isEmpty={data?.items.length === 0} empty={<Text size="sm">No variables yet.</Text>}>
        <DataTable
          label="Environment variables"
          columns={columns}
          rows={data?.items}
          rowKey={({ name }) => name}
          skeletonRows={3}
        />
      </ListFrame>
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setDialog({ kind: 'set', name: null })}
        >
          Add a variable
        </Button>
      </Group>
      <Modal
        opened={dialog?.kind === 'set'}
        onClose={close}
        title={dialog?.name ? `Change ${dialog.name}` : 'Add a variable'}
      >
        {dialog?.kind === 'set' && (
          <VariableForm server={server} name={dialog.name} existing={data?.items ?? []} onDone={close} />
        )}
      </Modal>
      <ConfirmDialog
        opened={dialog?.kind === 'remove'}
        onClose={close}
        title="Remove a variable"
        action="Remove"
        onConfirm={() => removeVariable(server.id, dialog!.name!)}
        stale={[variableKeys.ofServer(server.id)]}
        done={`${dialog?.name} is removed.${restartText(server)}`}
      >
        The value of{' '}
        <Code>
          <Untrusted text={dialog?.name ?? ''} />
        </Code>{' '}
        will be lost, and it cannot be read before.
        {server.liveDeploymentId !== null && !server.disabled && ' The server restarts without the variable.'}
      </ConfirmDialog>
    </Stack>
  );
}

/** The unfinished deployment that a change of variables started. */
function Restarting({ server }: { server: Server }) {
  const { data } = useQuery(overviewQuery(server.id));
  const deployment = data?.inProgress.find(({ trigger }) => trigger === 'variables');
  return (
    <div role="status">
      {deployment && (
        <Alert
          color="blue"
          variant="light"
          icon={<IconRefresh />}
          title="New containers with the changed variables are starting"
        >
          The present containers answer until the new ones are ready.{' '}
          <Anchor
            component={Link}
            to={`/servers/${server.slug}/deployments/${deployment.id}/logs`}
            inherit
            underline="always"
          >
            Follow the deployment
          </Anchor>
        </Alert>
      )}
    </div>
  );
}
