import { ActionIcon, Button, Group, Select, Skeleton, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addMember,
  membersQuery,
  type PermissionGroup,
  removeMember,
  type User,
  usersQuery,
} from '../../../api/users-and-groups.js';
import { notifyDone, notifyFailed } from '../../../ui/frame/notify.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { visibleText } from '../../../format/visible-text.js';

/** Who is in the group. The default group takes everybody who joins, and each can be taken out again. */
export function Members({ group }: { group: PermissionGroup }) {
  const client = useQueryClient();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, 200);
  const members = useInfiniteQuery(membersQuery(group.id, wanted));
  const refresh = () =>
    Promise.all(['group', 'groups', 'users'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const change = (work: Promise<unknown>, message: string) =>
    void work.then(refresh).then(
      () => notifyDone(message),
      (error: unknown) => notifyFailed(error),
    );
  const rows = members.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        <AddMember onAdd={(user) => change(addMember(group.id, user.id), `${visibleText(user.name)} joined.`)} />
        <TextInput
          size="xs"
          label="Find a member"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
      {members.isError ? (
        <ErrorState error={members.error} retry={() => void members.refetch()} />
      ) : !rows ? (
        <Skeleton height={80} />
      ) : rows.length === 0 ? (
        <EmptyState title={wanted ? 'Nobody matches' : 'Nobody is in this group yet'} />
      ) : (
        <Stack gap={4} component="ul" p={0} m={0} aria-label="Members">
          {rows.map((user) => (
            <Group key={user.id} justify="space-between" component="li" wrap="nowrap">
              <Text size="sm">
                <Untrusted text={user.name} />{' '}
                <Text span size="xs" c="dimmed">
                  {user.kind === 'service' ? 'service account' : <Untrusted text={user.email ?? ''} />}
                </Text>
              </Text>
              <Tooltip label="Take out of the group">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Take ${visibleText(user.name)} out of the group`}
                  onClick={() => change(removeMember(group.id, user.id), `${visibleText(user.name)} left.`)}
                >
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </Group>
          ))}
        </Stack>
      )}
      {members.hasNextPage && (
        <Button
          size="xs"
          variant="default"
          loading={members.isFetchingNextPage}
          onClick={() => void members.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  );
}

function AddMember({ onAdd }: { onAdd: (user: User) => void }) {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search, 200);
  const found = useInfiniteQuery(usersQuery({ search: wanted, role: '', status: '' }));
  const users = found.data?.pages[0]?.items ?? [];
  return (
    <Select
      size="xs"
      label="Add somebody"
      placeholder="Name or e-mail"
      searchable
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? 'Looking…' : 'Nobody found'}
      data={users.map(({ id, name, email }) => ({
        value: id,
        label: visibleText(email ? `${name} (${email})` : name),
      }))}
      onChange={(id) => {
        const user = users.find((each) => each.id === id);
        if (user) onAdd(user);
        setSearch('');
      }}
    />
  );
}
