import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Role } from '@toolyard/contracts';
import { createServiceAccount } from '../../../api/users-and-groups.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';
import { useSubmission } from '../../../ui/form/use-submission.js';

/** An account for a program: nobody signs in with it, its API keys do. */
export function ServiceAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New service account">
      <ServiceAccountForm onClose={onClose} />
    </Modal>
  );
}

function ServiceAccountForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: '', role: 'member' as Role, groupIds: [] as string[] },
    validate: { name: (name) => (name.trim() ? null : 'A service account needs a name.') },
  });
  const { error, busy, send } = useSubmission(form);
  const submit = form.onSubmit((values) => {
    send(async () => {
      await createServiceAccount(values);
      await client.invalidateQueries({ queryKey: ['users'] });
      notifyDone('The service account is made. Give it an API key next.');
      onClose();
    });
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="What the program is, as others will see it in the activity."
          required
          data-autofocus
          maxLength={100}
          {...form.getInputProps('name')}
        />
        <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
        <GroupsSelect
          value={form.values.groupIds}
          onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
          description="Besides the default group."
        />
        <Text size="xs" c="dimmed">
          Its keys are made under{' '}
          <Anchor component={Link} to="/api-keys" size="xs">
            API keys
          </Anchor>
          .
        </Text>
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
