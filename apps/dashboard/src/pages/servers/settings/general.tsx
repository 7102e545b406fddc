import { Alert, Button, Group, NumberInput, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../../../api/error.js';
import { editServer, type ServerEdit } from '../../../api/server.js';
import type { Server } from '../../../api/servers.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { changesOf, formOf, type GeneralForm } from './general-form.js';

const visibilities = [
  { value: 'private', label: 'Private' },
  { value: 'internal', label: 'Internal' },
  { value: 'public', label: 'Public' },
];
const mostReplicas = 20;

/**
 * What can be changed of a server at any time. Only what differs is sent, so that two people do not undo each other.
 */
export function General({ server }: { server: Server }) {
  const client = useQueryClient();
  const [edited, setEdited] = useState<Partial<GeneralForm>>({});
  const form = { ...formOf(server), ...edited };
  const changes = changesOf(server, form);
  const save = useMutation({
    mutationFn: (change: ServerEdit) => editServer(server.id, change),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['server'] });
      setEdited({});
      notifyDone('Saved.');
    },
  });
  const problems = fieldErrors(save.error);
  const edit = (part: Partial<GeneralForm>) => setEdited((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(changes).length > 0) save.mutate(changes);
  };
  const opening = form.access === 'public' && server.access !== 'public';
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={100}
          value={form.name}
          error={problems['name']}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          value={form.description}
          error={problems['description']}
          onChange={(event) => edit({ description: event.currentTarget.value })}
        />
        <Select
          label="Visibility"
          w={{ base: '100%', xs: 220 }}
          data={visibilities}
          value={form.visibility}
          allowDeselect={false}
          error={problems['visibility']}
          onChange={(value) => edit({ visibility: value as GeneralForm['visibility'] })}
        />
        <NumberInput
          label="Replicas"
          description="Containers that share the calls. A change holds without a new build."
          w={{ base: '100%', xs: 220 }}
          min={1}
          max={mostReplicas}
          clampBehavior="strict"
          allowDecimal={false}
          value={form.replicas}
          error={problems['replicas']}
          onChange={(value) => edit({ replicas: typeof value === 'number' ? value : 1 })}
        />
        <Radio.Group
          label="Who may call its tools"
          value={form.access}
          onChange={(value) => edit({ access: value as GeneralForm['access'] })}
          error={problems['access']}
        >
          <Stack gap="xs" mt={4}>
            <Radio
              value="organisation"
              label="People of the organisation"
              description="After a sign-in or with an API key, as their permission groups allow."
            />
            <Radio value="public" label="Everybody" description="Without a sign-in. Permission groups do not apply." />
          </Stack>
        </Radio.Group>
        {opening && (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle />}
            title="Everybody who can reach the URL will be able to call every tool"
          >
            Nobody is asked who they are, permission groups stop nobody, and calls are recorded without a name. What the
            server can do with its variables, strangers can do then. It holds from the next call on, and can be undone
            here.
          </Alert>
        )}
        {save.error && <ErrorState error={save.error} />}
        <Group>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={Object.keys(changes).length === 0}
            color={opening ? 'red' : undefined}
          >
            {opening ? 'Make it public' : 'Save'}
          </Button>
          {Object.keys(changes).length > 0 && (
            <Button variant="default" onClick={() => setEdited({})}>
              Undo changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
