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
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { DefaultAccess } from '@toolyard/contracts';
import { useState } from 'react';
import { type PermissionGroup, deleteGroup, editGroup, groupQuery } from '../../../api/access/groups.js';
import { useMe } from '../../../api/me/session.js';
import { groupKeys, groupsKeys } from '../../../api/query-keys.js';
import { isAdmin } from '../../../domain/accounts/roles.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../../ui/frame/states.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { Members } from './members.js';
import { RuleMatrix } from './rule-matrix.js';

const defaults = { tab: 'rules' };

export function GroupPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const admin = isAdmin(useMe());
  const group = useQuery({ ...groupQuery(id), enabled: admin });
  if (!admin) {
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
  const { send } = useSubmission((defaultAccess: DefaultAccess) => editGroup(group.id, { defaultAccess }), {
    stale: [groupKeys.one(group.id)],
    failed: 'The default was not changed',
  });
  return (
    <Group gap="sm" mb="md">
      <Text size="sm" id="default-access">
        Servers without a rule of their own:
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby="default-access"
        value={group.defaultAccess}
        onChange={(value) => send(value as DefaultAccess)}
        data={[
          { value: 'all', label: 'All tools' },
          { value: 'none', label: 'No tool' },
        ]}
      />
      <Text size="xs" c="dimmed">
        A user in several groups may call what any of the groups allows.
      </Text>
    </Group>
  );
}

function GroupSettings({ group }: { group: PermissionGroup }) {
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const form = useForm({
    initialValues: { name: group.name, description: group.description },
    validate: { name: (name) => (name.trim() ? null : 'Enter a name.') },
  });
  const { error, busy, send } = useSubmission((values: typeof form.values) => editGroup(group.id, values), {
    form,
    stale: [groupKeys.all, groupsKeys.all],
    done: 'The group is saved.',
  });
  const remove = async () => {
    await deleteGroup(group.id);
    await navigate({ to: '/groups' });
  };
  return (
    <Stack maw={480}>
      <form onSubmit={form.onSubmit(send)}>
        <Stack gap="sm">
          <TextInput label="Name" maxLength={100} required {...form.getInputProps('name')} />
          <TextInput label="Description" maxLength={500} {...form.getInputProps('description')} />
          {error !== null && <ErrorState error={error} />}
          <Group>
            <Button type="submit" disabled={!form.isDirty()} loading={busy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      {group.isDefault ? (
        <Text size="sm" c="dimmed">
          Every new member joins the default group, so it cannot be deleted.
        </Text>
      ) : (
        <Group>
          <Button color="red" variant="light" onClick={() => setDeleting(true)}>
            Delete group
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={deleting}
        onClose={() => setDeleting(false)}
        title="Delete this group?"
        typedName={group.name}
        action="Delete group"
        onConfirm={remove}
        stale={[groupsKeys.all]}
      >
        Its rules for {Object.keys(group.servers).length} servers are deleted. Its {group.memberCount} members may call
        only what their other groups allow. Accounts and servers are kept.
      </ConfirmDialog>
    </Stack>
  );
}
