import { Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import type { DefaultAccess } from '@toolyard/contracts';
import { createGroup } from '../../../api/access/groups.js';
import { groupsKeys } from '../../../api/query-keys.js';
import { FormEnd } from '../../../ui/form/form-end.js';
import { TitleInput } from '../../../ui/form/title-input.js';
import { useSubmission } from '../../../ui/form/use-submission.js';

export function CreateGroupDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a permission group">
      <CreateGroupForm onClose={onClose} />
    </Modal>
  );
}

function CreateGroupForm({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', description: '', defaultAccess: 'none' as DefaultAccess },
    validate: { name: (name) => (name.trim() ? null : 'Enter a name.') },
  });
  const { error, busy, send } = useSubmission(createGroup, {
    form,
    stale: [groupsKeys.all],
    onDone: ({ id }) => {
      onClose();
      return navigate({ to: `/groups/${id}` });
    },
  });
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="sm">
        <TitleInput {...form.getInputProps('name')} />
        <TextInput label="Description" maxLength={500} {...form.getInputProps('description')} />
        <Radio.Group label="Servers without a rule of their own" {...form.getInputProps('defaultAccess')}>
          <Stack gap={6} mt={6}>
            <Radio value="none" label="No tool: rules say what is allowed" />
            <Radio value="all" label="All tools: rules say what is refused" />
          </Stack>
        </Radio.Group>
        <FormEnd error={error} busy={busy} action="Create group" onCancel={onClose} />
      </Stack>
    </form>
  );
}
