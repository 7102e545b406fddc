import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Role } from '@toolyard/contracts';
import { invite } from '../../../api/access/invitations.js';
import { invitationKeys } from '../../../api/query-keys.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ShownOnce } from '../../../ui/text/shown-once.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';

/** The platform sends no e-mail: the admin sends the link to the invited person. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite a user" closeOnClickOutside={false}>
      <InviteForm onClose={onClose} />
    </Modal>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { email: '', role: 'member' as Role, groupIds: [] as string[] },
    validate: {
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'An e-mail address looks like name@example.org.'),
    },
  });
  const { error, busy, send, result } = useSubmission(invite, { form, stale: [invitationKeys.all] });
  if (result) {
    return (
      <ShownOnce value={result.url} label="invitation link" onDone={onClose}>
        <Text size="sm">
          Send this link to {result.email}. It works once and expires <RelativeTime at={result.expiresAt} />.
        </Text>
      </ShownOnce>
    );
  }
  const submit = form.onSubmit(({ email, role, groupIds }) => send({ email: email.trim(), role, groupIds }));
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="E-mail"
          type="email"
          required
          data-autofocus
          maxLength={254}
          {...form.getInputProps('email')}
        />
        <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
        <GroupsSelect
          value={form.values.groupIds}
          onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
          description="In addition to the default group."
        />
        <FormEnd error={error} busy={busy} action="Create the link" onCancel={onClose} />
      </Stack>
    </form>
  );
}
