import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AlertChannel,
  alertChannelsQuery,
  createChannel,
  deleteChannel,
  type NewChannel,
  testChannel,
} from '../../api/alerts/alerts.js';
import { alertKeys } from '../../api/query-keys.js';
import { visibleText } from '../../format/visible-text.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { FormEnd } from '../../ui/form/form-end.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { actionsColumn } from '../../ui/list/actions-column.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { ShownOnce } from '../../ui/text/shown-once.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const kinds: Record<AlertChannel['kind'], string> = {
  webhook: 'Signed webhook',
  email: 'E-mail',
  slack: 'Slack',
  teams: 'Teams',
};

/** Where messages about alerts go. */
export function Channels({ manages }: { manages: boolean }) {
  const query = useQuery(alertChannelsQuery);
  const { data } = query;
  const [creating, dialog] = useDisclosure(false);
  const [deleting, setDeleting] = useState<AlertChannel | null>(null);
  const columns: Column<AlertChannel>[] = [
    { key: 'name', title: 'Channel', render: ({ name }) => <Untrusted text={name} /> },
    { key: 'kind', title: 'Kind', width: 150, render: ({ kind }) => kinds[kind] },
    { key: 'target', title: 'Target', from: 'sm', render: ({ target }) => <Untrusted text={target} /> },
  ];
  const actions = actionsColumn<AlertChannel>(190, (channel) => (
    <Actions channel={channel} onDelete={() => setDeleting(channel)} />
  ));
  return (
    <Stack gap="xs">
      <ListFrame
        query={query}
        isEmpty={data?.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            There is no channel yet: alerts are shown here alone.
          </Text>
        }
      >
        <DataTable
          label="Channels"
          columns={manages ? [...columns, actions] : columns}
          rows={data}
          rowKey={({ id }) => id}
          skeletonRows={2}
        />
      </ListFrame>
      {manages && (
        <Group>
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={dialog.open}>
            Add a channel
          </Button>
        </Group>
      )}
      {creating && <ChannelDialog onClose={dialog.close} />}
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title="Delete this channel?"
        action="Delete"
        onConfirm={() => deleteChannel(deleting!.id)}
        stale={[alertKeys.channels]}
        done="The channel is deleted."
      >
        No more messages are sent to it. Its target and its secret are forgotten.
      </ConfirmDialog>
    </Stack>
  );
}

function Actions({ channel, onDelete }: { channel: AlertChannel; onDelete: () => void }) {
  const test = useSubmission(
    async () => {
      const { delivered, error } = await testChannel(channel.id);
      if (!delivered) throw new Error(error ?? 'The message was not delivered.');
    },
    { done: 'The message was delivered.', failed: 'The message was not delivered' },
  );
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        loading={test.busy}
        onClick={() => test.send()}
        aria-label={`Send a test to ${visibleText(channel.name)}`}
      >
        Send a test
      </Button>
      <Button size="compact-xs" variant="default" onClick={onDelete} aria-label={`Delete ${visibleText(channel.name)}`}>
        Delete
      </Button>
    </Group>
  );
}

function ChannelDialog({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { kind: 'webhook' as NewChannel['kind'], name: '', url: '', to: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Enter a name' : null) },
  });
  const { send, busy, error, result } = useSubmission(
    ({ kind, name, url, to }: typeof form.values) =>
      createChannel({
        kind,
        name: name.trim(),
        ...(kind === 'email' ? { to: to.split(/[\s,;]+/).filter(Boolean) } : { url: url.trim() }),
      }),
    {
      form,
      stale: [alertKeys.channels],
      onDone: ({ secret }) => (secret === undefined ? onClose() : undefined),
    },
  );
  if (result?.secret !== undefined)
    return (
      <Modal opened onClose={onClose} title="The channel is created">
        <ShownOnce label="Secret of the signatures" value={result.secret} onDone={onClose}>
          Messages are signed with it, as Standard Webhooks describes. It is shown only now.
        </ShownOnce>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title="Add a channel">
      <form onSubmit={form.onSubmit(send)} noValidate>
        <Stack gap="sm">
          <Select
            label="Kind"
            allowDeselect={false}
            data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('kind')}
          />
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
          {form.values.kind === 'email' ? (
            <TextInput label="To" description="Addresses, separated by commas." {...form.getInputProps('to')} />
          ) : (
            <TextInput
              label="URL"
              description="Its path may be a secret: only its host is shown later."
              type="url"
              {...form.getInputProps('url')}
            />
          )}
          <FormEnd error={error} busy={busy} action="Add" onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
