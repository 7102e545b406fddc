import { Anchor, Badge, Button, Group, Select, Stack, Tabs, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery } from '../../../api/access/invitations.js';
import { type User, usersQuery } from '../../../api/access/users.js';
import { useMe } from '../../../api/me/session.js';
import { isAdmin, roleOptions, roleTexts } from '../../../domain/accounts/roles.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { EmptyState, NoRight } from '../../../ui/frame/states.js';
import { InstantSearch } from '../../../ui/list/instant-search.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { StatusDot } from '../../../ui/status/status-dot.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { Invitations } from './invitations.js';
import { InviteDialog } from './invite.dialog.js';
import { ServiceAccountDialog } from './service-account.dialog.js';
import { UserDrawer } from './user.drawer.js';

const defaults = { tab: 'people', search: '', role: '', status: '', user: '' };

const providers: Record<User['provider'], string> = {
  password: 'Password',
  oidc: 'OpenID Connect',
  scim: 'SCIM',
  service: 'Service account',
};

const states = {
  active: { color: 'green', label: 'Active' },
  disabled: { color: 'yellow', label: 'Disabled' },
  invited: { color: 'gray', label: 'Invited' },
} as const;

function columns(open: (id: string) => void): Column<User>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      render: ({ id, name, email, kind, status }) => (
        <>
          {status === 'invited' ? (
            <Text size="sm">
              <Untrusted text={name} />
            </Text>
          ) : (
            <Anchor component="button" type="button" size="sm" fw={500} ta="left" onClick={() => open(id)}>
              <Untrusted text={name} />
            </Anchor>
          )}
          <Text size="xs" c="dimmed">
            {kind === 'service' ? 'Service account' : <Untrusted text={email ?? ''} />}
          </Text>
        </>
      ),
    },
    { key: 'role', title: 'Role', width: 110, render: ({ role }) => roleTexts[role].label },
    { key: 'status', title: 'Status', width: 110, render: ({ status }) => <StatusDot {...states[status]} /> },
    {
      key: 'groups',
      title: 'Groups',
      from: 'md',
      render: ({ groups }) => (
        <Group gap={4}>
          {groups.slice(0, 3).map((group) => (
            <Badge key={group.id} size="sm" variant="default" tt="none">
              <Untrusted text={group.name} />
            </Badge>
          ))}
          {groups.length > 3 && <Text size="xs">and {groups.length - 3} more</Text>}
        </Group>
      ),
    },
    { key: 'provider', title: 'Signs in with', width: 140, from: 'lg', render: ({ provider }) => providers[provider] },
    {
      key: 'seen',
      title: 'Last seen',
      width: 130,
      from: 'sm',
      render: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} empty="never" />,
    },
  ];
}

export function UsersPage() {
  const admin = isAdmin(useMe());
  const [state, change] = useListState(defaults);
  const [dialog, setDialog] = useState<'invite' | 'service' | null>(null);
  const invitations = useQuery({ ...invitationsQuery, enabled: admin });
  if (!admin) {
    return (
      <>
        <PageTitle title="Users" />
        <NoRight what="Managing accounts and roles" needs="admins" />
      </>
    );
  }
  const openInvitations = invitations.data?.items.length ?? 0;
  return (
    <>
      <PageTitle
        title="Users"
        description="People who sign in, and service accounts for programs."
        actions={
          <>
            <Button variant="default" onClick={() => setDialog('service')}>
              New service account
            </Button>
            <Button onClick={() => setDialog('invite')}>Invite</Button>
          </>
        }
      />
      <Tabs value={state.tab} onChange={(tab) => change({ tab: tab ?? 'people' })} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="people">Accounts</Tabs.Tab>
          <Tabs.Tab value="invitations">Invitations{openInvitations > 0 ? ` (${openInvitations})` : ''}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <Accounts />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <Invitations />
        </Tabs.Panel>
      </Tabs>
      <InviteDialog opened={dialog === 'invite'} onClose={() => setDialog(null)} />
      <ServiceAccountDialog opened={dialog === 'service'} onClose={() => setDialog(null)} />
    </>
  );
}

function Accounts() {
  const [{ search, role, status, user }, change] = useListState(defaults);
  const users = useInfiniteQuery(usersQuery({ search, role, status }));
  const rows = users.data?.pages.flatMap(({ items }) => items);
  const open = (id: string) => change({ user: id }, { push: true });
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <InstantSearch label="Search name or e-mail" value={search} onChange={(text) => change({ search: text })} />
        <Select
          size="xs"
          w={130}
          aria-label="Role"
          data={[{ value: '', label: 'All roles' }, ...roleOptions]}
          value={role}
          onChange={(value) => change({ role: value ?? '' })}
        />
        <Select
          size="xs"
          w={130}
          aria-label="Status"
          data={[
            { value: '', label: 'All statuses' },
            { value: 'active', label: 'Active' },
            { value: 'disabled', label: 'Disabled' },
            { value: 'invited', label: 'Invited' },
          ]}
          value={status}
          onChange={(value) => change({ status: value ?? '' })}
        />
      </Group>
      <ListFrame
        query={users}
        isEmpty={rows?.length === 0}
        empty={<EmptyState title="No user matches">Change the search or the filters.</EmptyState>}
      >
        <DataTable
          label="Accounts"
          columns={columns(open)}
          rows={rows}
          rowKey={({ id }) => id}
          onRow={({ id, status }) => status !== 'invited' && open(id)}
        />
      </ListFrame>
      {users.hasNextPage && (
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={users.isFetchingNextPage}
            onClick={() => void users.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
      <UserDrawer user={rows?.find(({ id }) => id === user)} onClose={() => change({ user: '' })} />
    </Stack>
  );
}
