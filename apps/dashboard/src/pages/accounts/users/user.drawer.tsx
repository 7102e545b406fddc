import { Alert, Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { type User, deleteUser, editUser, makePasswordLink, signOutUser } from '../../../api/access/users.js';
import { resetSecondFactor } from '../../../api/me/second-factor.js';
import { useMe } from '../../../api/me/session.js';
import { groupKeys, groupsKeys, userKeys } from '../../../api/query-keys.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ShownOnce } from '../../../ui/text/shown-once.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';

const stale = [userKeys.all, groupsKeys.all, groupKeys.all];

/** One account: its role and groups, and how to disable or delete it. */
export function UserDrawer({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={user !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={user && <Untrusted text={user.name} />}
    >
      {user && <Account key={user.id} user={user} onClose={onClose} />}
    </Drawer>
  );
}

function Account({ user, onClose }: { user: User; onClose: () => void }) {
  const me = useMe();
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [ending, setEnding] = useState<'disable' | 'delete' | null>(null);
  const form = useForm({
    initialValues: { name: user.name, role: user.role, groupIds: user.groups.map(({ id }) => id) },
  });
  const save = useSubmission((values: typeof form.values) => editUser(user.id, values), {
    form,
    stale,
    done: 'The account is saved.',
    onDone: () => form.resetDirty(),
  });
  const signOut = useSubmission(() => signOutUser(user.id), {
    stale,
    done: 'The account is signed out everywhere.',
    failed: 'The account was not signed out',
  });
  const enable = useSubmission(() => editUser(user.id, { status: 'active' }), {
    stale,
    done: 'The account is enabled.',
    failed: 'The account was not enabled',
  });
  const makeLink = useSubmission(() => makePasswordLink(user.id), {
    onDone: setLink,
    failed: 'No link was created',
  });
  const reset = useSubmission(() => resetSecondFactor(user.id), {
    done: 'The password alone is enough at the next sign-in.',
    failed: 'The second factor was not reset',
  });
  const own = user.id === me.userId;
  if (link) {
    return (
      <ShownOnce value={link.url} label="password link" onDone={() => setLink(null)}>
        <Text size="sm">
          This link sets a new password for <Untrusted text={user.name} />. Send it only to them. It works once and
          expires <RelativeTime at={link.expiresAt} />.
        </Text>
      </ShownOnce>
    );
  }
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {user.email && <Untrusted text={user.email} />} {user.kind === 'service' && 'Service account'} · since{' '}
        <RelativeTime at={user.createdAt} /> · last seen <RelativeTime at={user.lastSeenAt} empty="never" />
      </Text>
      {user.status === 'disabled' && (
        <Alert color="yellow" variant="light" title="Disabled">
          This account cannot sign in, and its keys and clients are refused.
        </Alert>
      )}
      <form onSubmit={form.onSubmit(save.send)}>
        <Stack gap="sm">
          <TextInput label="Name" required maxLength={100} {...form.getInputProps('name')} />
          <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
          <GroupsSelect
            value={form.values.groupIds}
            onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
          />
          {save.error !== null && <ErrorState error={save.error} />}
          <Group>
            <Button type="submit" disabled={!form.isDirty()} loading={save.busy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => signOut.send()}>
          Sign out everywhere
        </Button>
        {user.kind === 'user' && (
          <Button size="xs" variant="default" onClick={() => makeLink.send()}>
            Create a password link
          </Button>
        )}
        {user.kind === 'user' && (
          <Button size="xs" variant="default" onClick={() => reset.send()}>
            Reset the second factor
          </Button>
        )}
        {user.status === 'disabled' ? (
          <Button size="xs" variant="default" onClick={() => enable.send()}>
            Enable
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            disabled={own}
            title={own ? 'This is your own account. Ask another admin.' : undefined}
            onClick={() => setEnding('disable')}
          >
            Disable
          </Button>
        )}
        <Button
          size="xs"
          color="red"
          variant="light"
          disabled={own}
          title={own ? 'This is your own account. Ask another admin.' : undefined}
          onClick={() => setEnding('delete')}
        >
          Delete
        </Button>
      </Group>
      <ConfirmDialog
        opened={ending === 'disable'}
        onClose={() => setEnding(null)}
        title="Disable this account?"
        typedName={user.name}
        action="Disable"
        onConfirm={() => editUser(user.id, { status: 'disabled' })}
        stale={stale}
      >
        The account is signed out everywhere at once. Its API keys and connected clients are refused until it is enabled
        again. Nothing is deleted.
      </ConfirmDialog>
      <ConfirmDialog
        opened={ending === 'delete'}
        onClose={() => setEnding(null)}
        title="Delete this account?"
        typedName={user.name}
        action="Delete"
        onConfirm={() => deleteUser(user.id).then(onClose)}
        stale={stale}
      >
        Its API keys, connected clients and stored credentials are deleted for good. Its servers, its calls and its
        entries in the audit log are kept; admins manage the servers.
      </ConfirmDialog>
    </Stack>
  );
}
