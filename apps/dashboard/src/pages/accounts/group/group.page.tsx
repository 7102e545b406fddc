import {
  Anchor,
  Badge,
  Breadcrumbs,
  Button,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Tabs,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { DefaultAccess } from '@toolyard/contracts';
import { useState } from 'react';
import { deleteGroup, editGroup, groupQuery, type PermissionGroup } from '../../../api/users-and-groups.js';
import { useMe } from '../../../api/session.js';
import { ConfirmByName } from '../../../ui/form/confirm-by-name.js';
import { notifyDone, notifyFailed } from '../../../ui/frame/notify.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { Members } from './members.js';
import { RuleMatrix } from './rule-matrix.js';

const defaults = { tab: 'rules' };

export function GroupPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { role } = useMe();
  const group = useQuery({ ...groupQuery(id), enabled: role === 'admin' });
  if (role !== 'admin') {
    return (
      <>
        <PageTitle title="Permission group" />
        <NoRight what="Changing a permission group" needs="admins" />
      </>
    );
  }
  if (group.isError) return <ErrorState error={group.error} retry={() => void group.refetch()} />;
  if (!group.data) return <Skeleton height={320} />;
  return <GroupDetails group={group.data} />;
}

function GroupDetails({ group }: { group: PermissionGroup }) {
  const [{ tab }, change] = useListState(defaults);
  return (
    <>
      <Breadcrumbs mb={4}>
        <Anchor component={Link} to="/groups" size="sm">
          Permission groups
        </Anchor>
      </Breadcrumbs>
      <PageTitle title={group.name} description={<Untrusted text={group.description || 'No description.'} />}>
        <Group gap="xs" component="span">
          <Untrusted text={group.name} />
          {group.isDefault && <Badge variant="light">Default group</Badge>}
        </Group>
      </PageTitle>
      <DefaultAccessChoice group={group} />
      <Tabs value={tab} onChange={(next) => change({ tab: next ?? 'rules' })} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="rules">Servers and tools</Tabs.Tab>
          <Tabs.Tab value="members">Members ({group.memberCount})</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rules">
          <RuleMatrix group={group} />
        </Tabs.Panel>
        <Tabs.Panel value="members">
          <Members group={group} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <GroupSettings group={group} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function DefaultAccessChoice({ group }: { group: PermissionGroup }) {
  const client = useQueryClient();
  const choose = (defaultAccess: string) =>
    void editGroup(group.id, { defaultAccess: defaultAccess as DefaultAccess }).then(
      () => client.invalidateQueries({ queryKey: groupQuery(group.id).queryKey }),
      (error: unknown) => notifyFailed(error),
    );
  return (
    <Group gap="sm" mb="md">
      <Text size="sm" id="default-access">
        Servers without a rule of their own:
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby="default-access"
        value={group.defaultAccess}
        onChange={choose}
        data={[
          { value: 'all', label: 'All tools' },
          { value: 'none', label: 'No tool' },
        ]}
      />
      <Text size="xs" c="dimmed">
        Somebody in several groups may call what any of them allows.
      </Text>
    </Group>
  );
}

function GroupSettings({ group }: { group: PermissionGroup }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const form = useForm({
    initialValues: { name: group.name, description: group.description },
    validate: { name: (name) => (name.trim() ? null : 'A group needs a name.') },
  });
  const save = form.onSubmit((values) => {
    setError(null);
    editGroup(group.id, values)
      .then(() => Promise.all(['group', 'groups'].map((key) => client.invalidateQueries({ queryKey: [key] }))))
      .then(() => notifyDone('The group is saved.'), setError);
  });
  const remove = async () => {
    await deleteGroup(group.id);
    await client.invalidateQueries({ queryKey: ['groups'] });
    await navigate({ to: '/groups' });
  };
  return (
    <Stack maw={480}>
      <form onSubmit={save}>
        <Stack gap="sm">
          <TextInput label="Name" maxLength={100} required {...form.getInputProps('name')} />
          <TextInput label="Description" maxLength={500} {...form.getInputProps('description')} />
          {error !== null && <ErrorState error={error} />}
          <Group>
            <Button type="submit" disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      {group.isDefault ? (
        <Text size="sm" c="dimmed">
          The default group takes everybody who joins, so it cannot be deleted.
        </Text>
      ) : (
        <Group>
          <Button color="red" variant="light" onClick={() => setDeleting(true)}>
            Delete group
          </Button>
        </Group>
      )}
      <ConfirmByName
        opened={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this group?"
        name={group.name}
        action="Delete group"
        onConfirm={remove}
      >
        Its rules for {Object.keys(group.servers).length} servers are lost, and its {group.memberCount} members keep
        only what their other groups allow. Accounts and servers stay.
      </ConfirmByName>
    </Stack>
  );
}
