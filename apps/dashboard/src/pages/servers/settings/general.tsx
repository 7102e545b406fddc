import { Alert, Button, Group, NumberInput, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { serverKeys } from '../../../api/query-keys.js';
import { editServer, type Server, type ServerEdit } from '../../../api/servers/servers.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { changesOf, formOf, type GeneralForm, mergedForm } from './general-form.js';

const visibilities = [
  { value: 'private', label: 'Private' },
  { value: 'internal', label: 'Internal' },
  { value: 'public', label: 'Public' },
];
const mostReplicas = 20;

/** The settings that can be changed at any time. Only changed fields are sent, so that two users can edit at once. */
export function General({ server }: { server: Server }) {
  const form = useForm({ initialValues: formOf(server) });
  const { values } = form;
  const changes = changesOf(server, values);
  const isChanged = Object.keys(changes).length > 0;
  useNewServer(server, form);
  const { send, busy, error } = useSubmission((change: ServerEdit) => editServer(server.id, change), {
    form,
    stale: [serverKeys.all],
    done: 'The settings are saved.',
  });
  const opening = values.access === 'public' && server.access !== 'public';
  return (
    <form onSubmit={form.onSubmit(() => (isChanged ? send(changes) : undefined))}>
      <Stack gap="md">
        <TextInput label="Name" required withAsterisk={false} maxLength={100} {...form.getInputProps('name')} />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          {...form.getInputProps('description')}
        />
        <Select
          label="Visibility"
          description="A note on the code for your colleagues. It gives and takes no rights."
          w={{ base: '100%', xs: 220 }}
          data={visibilities}
          allowDeselect={false}
          {...form.getInputProps('visibility')}
        />
        <NumberInput
          label="Replicas"
          description="Containers that share the calls. A change needs no new build."
          w={{ base: '100%', xs: 220 }}
          min={1}
          max={mostReplicas}
          clampBehavior="strict"
          allowDecimal={false}
          {...form.getInputProps('replicas')}
          onChange={(value) => form.setFieldValue('replicas', typeof value === 'number' ? value : 1)}
        />
        <Radio.Group label="Who may call its tools" {...form.getInputProps('access')}>
          <Stack gap="xs" mt={4}>
            <Radio
              value="organisation"
              label="Users of the organisation"
              description="After a sign-in or with an API key, within their permission groups."
            />
            <Radio value="public" label="Anyone" description="Without a sign-in. Permission groups do not apply." />
          </Stack>
        </Radio.Group>
        {opening && (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle />}
            title="Anyone who can reach the URL will be able to call all tools"
          >
            There is no sign-in, permission groups do not apply, and calls are recorded without a user. Anonymous
            callers can do everything that the server can do with its variables. The change applies from the next call
            on, and can be undone here.
          </Alert>
        )}
        {error !== null && <ErrorState error={error} />}
        <Group>
          <Button type="submit" loading={busy} disabled={!isChanged} color={opening ? 'red' : undefined}>
            {opening ? 'Make it public' : 'Save'}
          </Button>
          {isChanged && (
            <Button variant="default" onClick={() => form.setValues(formOf(server))}>
              Undo changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** When the server was changed elsewhere, fields that the user did not change get the new values. */
function useNewServer(server: Server, form: UseFormReturnType<GeneralForm>): void {
  const before = useRef(server);
  useEffect(() => {
    if (before.current === server) return;
    form.setValues((values) => mergedForm(before.current, server, { ...formOf(server), ...values }));
    before.current = server;
  }, [server]); // oxlint-disable-line react/exhaustive-deps
}
