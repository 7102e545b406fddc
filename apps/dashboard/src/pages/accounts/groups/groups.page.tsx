import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type PermissionGroup, groupsQuery } from '../../../api/access/groups.js';
import { useMe } from '../../../api/me/session.js';
import { isAdmin } from '../../../domain/accounts/roles.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../../ui/frame/states.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { CreateGroupDialog } from './create-group.dialog.js';

const columns: Column<PermissionGroup>[] = [
  {
    key: 'name',
    title: 'Group',
    render: ({ id, name, description, isDefault }) => (
      <>
        <Group gap="xs">
          <Anchor component={Link} to={`/groups/${id}`} size="sm" fw={500}>
            <Untrusted text={name} />
          </Anchor>
          {isDefault && (
            <Badge size="xs" variant="light">
              default
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          <Untrusted text={description} />
        </Text>
      </>
    ),
  },
  { key: 'members', title: 'Members', width: 100, align: 'right', render: ({ memberCount }) => memberCount },
  {
    key: 'default',
    title: 'By default',
    width: 130,
    from: 'sm',
    render: ({ defaultAccess }) => (defaultAccess === 'all' ? 'All tools' : 'No tool'),
  },
  {
    key: 'rules',
    title: 'Own rules',
    width: 110,
    align: 'right',
    from: 'sm',
    render: ({ servers }) => Object.keys(servers).length,
  },
  {
    key: 'created',
    title: 'Created',
    width: 140,
    from: 'md',
    render: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

export function GroupsPage() {
  const admin = isAdmin(useMe());
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const groups = useQuery({ ...groupsQuery, enabled: admin });
  if (!admin) {
    return (
      <>
        <PageTitle title="Permission groups" />
        <NoRight what="Managing permission groups" needs="admins" />
      </>
    );
  }
  return (
    <>
      <PageTitle
        title="Permission groups"
        description="Who may call which tools. A user in several groups may call what any of the groups allows."
        actions={<Button onClick={() => setCreating(true)}>Create group</Button>}
      />
      {groups.isError ? (
        <ErrorState error={groups.error} retry={() => void groups.refetch()} />
      ) : (
        <DataTable
          label="Permission groups"
          columns={columns}
          rows={groups.data}
          rowKey={({ id }) => id}
          skeletonRows={3}
          onRow={({ id }) => void navigate({ to: `/groups/${id}` })}
        />
      )}
      <CreateGroupDialog opened={creating} onClose={() => setCreating(false)} />
    </>
  );
}
