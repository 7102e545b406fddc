import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import type { Role } from '@toolyard/contracts';
import { createServiceAccount } from '../../../api/access/users.js';
import { userKeys } from '../../../api/query-keys.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { TitleInput } from '../../../ui/form/title-input.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';

/** An account for a program. It has no password; the program uses an API key of it. */
export function ServiceAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New service account">
      <ServiceAccountForm onClose={onClose} />
    </Modal>
  );
}

function ServiceAccountForm({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { name: '', role: 'member' as Role, groupIds: [] as string[] },
    validate: { name: (name) => (name.trim() ? null : 'Enter a name.') },
  });
  const { error, busy, send } = useSubmission(createServiceAccount, {
    form,
    stale: [userKeys.all],
    done: 'The service account is created. Next, create an API key for it.',
    onDone: onClose,
  });
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="sm">
        <TitleInput
          description="The name of the program. Other users see it in the activity."
          {...form.getInputProps('name')}
        />
        <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
        <GroupsSelect
          value={form.values.groupIds}
          onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
          description="In addition to the default group."
        />
        <Text size="xs" c="dimmed">
          Create its keys under{' '}
          <Anchor component={Link} to="/organisation/api-keys" size="xs">
            API keys
          </Anchor>
          .
        </Text>
        <FormEnd error={error} busy={busy} action="Create" onCancel={onClose} />
      </Stack>
    </form>
  );
}
