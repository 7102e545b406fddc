import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import type { Role } from '@toolyard/contracts';
import { useState } from 'react';
import { invitationsQuery, invite } from '../../../api/users-and-groups.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ShownOnce } from '../../../ui/text/shown-once.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';
import { useSubmission } from '../../../ui/form/use-submission.js';

/** The platform sends no mail: whoever invites passes the link on. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite somebody" closeOnClickOutside={false}>
      <InviteForm onClose={onClose} />
    </Modal>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [made, setMade] = useState<{ url: string; expiresAt: string; email: string } | null>(null);
  const form = useForm({
    initialValues: { email: '', role: 'member' as Role, groupIds: [] as string[] },
    validate: {
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'An e-mail address looks like name@example.org.'),
    },
  });
  const { error, busy, send } = useSubmission(form);
  if (made) {
    return (
      <ShownOnce value={made.url} label="invitation link" onDone={onClose}>
        <Text size="sm">
          Send this link to {made.email}. It works once and ends <RelativeTime at={made.expiresAt} />.
        </Text>
      </ShownOnce>
    );
  }
  const submit = form.onSubmit(({ email, role, groupIds }) => {
    send(async () => {
      const invitation = await invite({ email: email.trim(), role, groupIds });
      setMade(invitation);
      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    });
  });
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
          description="Besides the default group."
        />
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
