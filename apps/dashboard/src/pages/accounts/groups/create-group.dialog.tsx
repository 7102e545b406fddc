import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { DefaultAccess } from '@toolyard/contracts';
import { createGroup, groupsQuery } from '../../../api/users-and-groups.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { useSubmission } from '../../../ui/form/use-submission.js';

export function CreateGroupDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a permission group">
      <CreateGroupForm onClose={onClose} />
    </Modal>
  );
}

function CreateGroupForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: '', description: '', defaultAccess: 'none' as DefaultAccess },
    validate: { name: (name) => (name.trim() ? null : 'A group needs a name.') },
  });
  const { error, busy, send } = useSubmission(form);
  const submit = form.onSubmit((values) => {
    send(async () => {
      const { id } = await createGroup(values);
      await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
      onClose();
      await navigate({ to: `/groups/${id}` });
    });
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={100} data-autofocus {...form.getInputProps('name')} />
        <TextInput label="Description" maxLength={500} {...form.getInputProps('description')} />
        <Radio.Group label="Servers without a rule of their own" {...form.getInputProps('defaultAccess')}>
          <Stack gap={6} mt={6}>
            <Radio value="none" label="No tool: rules say what is allowed" />
            <Radio value="all" label="All tools: rules say what is refused" />
          </Stack>
        </Radio.Group>
        {error !== null && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create group
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
