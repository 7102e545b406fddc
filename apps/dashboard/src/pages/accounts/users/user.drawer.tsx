import { Alert, Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteUser, editUser, makePasswordLink, signOutUser, type User } from '../../../api/users-and-groups.js';
import { fieldErrors } from '../../../api/error.js';
import { useMe } from '../../../api/session.js';
import { ConfirmByName } from '../../../ui/form/confirm-by-name.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { ShownOnce } from '../../../ui/text/shown-once.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { GroupsSelect } from './groups-select.js';
import { RoleChoice } from './role-choice.js';

/** One account: what it may do, and how it is ended. */
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
  const client = useQueryClient();
  const me = useMe();
  const [error, setError] = useState<unknown>(null);
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [ending, setEnding] = useState<'disable' | 'delete' | null>(null);
  const form = useForm({
    initialValues: { name: user.name, role: user.role, groupIds: user.groups.map(({ id }) => id) },
  });
  const refresh = () =>
    Promise.all(['users', 'groups', 'group'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const run = (work: Promise<unknown>, message: string) => {
    setError(null);
    void work.then(refresh).then(
      () => notifyDone(message),
      (failure: unknown) => {
        setError(failure);
        form.setErrors(fieldErrors(failure));
      },
    );
  };
  const save = form.onSubmit((values) =>
    run(
      editUser(user.id, values).then(() => form.resetDirty()),
      'The account is saved.',
    ),
  );
  const own = user.id === me.userId;
  if (link) {
    return (
      <ShownOnce value={link.url} label="password link" onDone={() => setLink(null)}>
        <Text size="sm">
          Whoever opens this link sets a new password for <Untrusted text={user.name} />. It works once and ends{' '}
          <RelativeTime at={link.expiresAt} />.
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
      <form onSubmit={save}>
        <Stack gap="sm">
          <TextInput label="Name" required maxLength={100} {...form.getInputProps('name')} />
          <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
          <GroupsSelect
            value={form.values.groupIds}
            onChange={(groupIds) => form.setFieldValue('groupIds', groupIds)}
          />
          {error !== null && <ErrorState error={error} />}
          <Group>
            <Button type="submit" disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => run(signOutUser(user.id), 'Signed out everywhere.')}>
          Sign out everywhere
        </Button>
        {user.kind === 'user' && (
          <Button size="xs" variant="default" onClick={() => void makePasswordLink(user.id).then(setLink, setError)}>
            Make a password link
          </Button>
        )}
        {user.status === 'disabled' ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => run(editUser(user.id, { status: 'active' }), 'The account is enabled.')}
          >
            Enable
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            disabled={own}
            title={own ? 'Your own account: ask another admin' : undefined}
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
          title={own ? 'Your own account: ask another admin' : undefined}
          onClick={() => setEnding('delete')}
        >
          Delete
        </Button>
      </Group>
      <ConfirmByName
        opened={ending === 'disable'}
        onClose={() => setEnding(null)}
        title="Disable this account?"
        name={user.name}
        action="Disable"
        onConfirm={() => editUser(user.id, { status: 'disabled' }).then(refresh)}
      >
        It is signed out everywhere at once, and its API keys and connected clients are refused until it is enabled
        again. Nothing is deleted.
      </ConfirmByName>
      <ConfirmByName
        opened={ending === 'delete'}
        onClose={() => setEnding(null)}
        title="Delete this account?"
        name={user.name}
        action="Delete"
        onConfirm={() => deleteUser(user.id).then(refresh).then(onClose)}
      >
        Its API keys, connected clients and stored credentials are lost for good. The servers it created stay, for
        admins to manage, and so do its calls and the audit log.
      </ConfirmByName>
    </Stack>
  );
}
