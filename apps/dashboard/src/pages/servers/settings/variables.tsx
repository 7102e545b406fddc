import {
  ActionIcon,
  Alert,
  Anchor,
  Button,
  Code,
  Group,
  Modal,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { IconPencil, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../../../api/error.js';
import { overviewQuery } from '../../../api/server.js';
import type { Server } from '../../../api/servers.js';
import { removeVariable, setVariable, type Variable, variablesQuery } from '../../../api/variables.js';
import { CopyButton } from '../../../ui/text/copy-button.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { variableNameProblem } from '../../../domain/variable.rules.js';

type Dialog = { kind: 'set'; name: string | null } | { kind: 'remove'; name: string } | null;

/** The environment of a server: names in clear, values never shown again. */
export function Variables({ server }: { server: Server }) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const { data, error, refetch } = useQuery(variablesQuery(server.id));
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
        Settings of the server itself, the same for all its users. Stored encrypted; a value is never shown again. A
        change starts new containers from the same image, without a build and without a pause.
      </Text>
      <Restarting server={server} />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <Text size="sm">No variables yet.</Text>
      ) : (
        <DataTable
          label="Environment variables"
          columns={columns}
          rows={data?.items}
          rowKey={({ name }) => name}
          skeletonRows={3}
        />
      )}
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
          <SetForm server={server} name={dialog.name} taken={data?.items ?? []} onDone={close} />
        )}
      </Modal>
      <Modal opened={dialog?.kind === 'remove'} onClose={close} title="Remove a variable">
        {dialog?.kind === 'remove' && <RemoveForm server={server} name={dialog.name} onDone={close} />}
      </Modal>
    </Stack>
  );
}

/** The deployment that a change has begun. */
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
          The ones before answer until these are ready.{' '}
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

const started = (server: Server): string =>
  server.liveDeploymentId && !server.disabled ? ' New containers are starting.' : '';

function SetForm({
  server,
  name: given,
  taken,
  onDone,
}: {
  server: Server;
  name: string | null;
  taken: Variable[];
  onDone: () => void;
}) {
  const client = useQueryClient();
  const [name, setName] = useState(given ?? '');
  const [value, setValue] = useState('');
  const [touched, setTouched] = useState(false);
  const save = useMutation({
    mutationFn: () => setVariable(server.id, name.trim(), value),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: variablesQuery(server.id).queryKey });
      notifyDone(`${name.trim()} is stored.${started(server)}`);
      onDone();
    },
  });
  const problem = given === null ? variableNameProblem(name.trim()) : null;
  const known = given === null && taken.some((each) => each.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (problem === null) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {given === null && (
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={() => setTouched(name !== '')}
            error={(touched && problem) || fieldErrors(save.error)['name']}
            description={known ? 'There is one of this name; its value will be replaced.' : undefined}
            data-autofocus
            spellCheck={false}
            autoComplete="off"
          />
        )}
        <PasswordInput
          label={given === null ? 'Value' : 'New value'}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          error={fieldErrors(save.error)['value']}
          data-autofocus={given !== null || undefined}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the value' }}
        />
        {save.error && <ErrorState error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Store
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RemoveForm({ server, name, onDone }: { server: Server; name: string; onDone: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeVariable(server.id, name),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: variablesQuery(server.id).queryKey });
      notifyDone(`${name} is removed.${started(server)}`);
      onDone();
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        The value of{' '}
        <Code>
          <Untrusted text={name} />
        </Code>{' '}
        will be lost; nobody can read it out first. The server starts again without it.
      </Text>
      {remove.error && <ErrorState error={remove.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove
        </Button>
      </Group>
    </Stack>
  );
}
