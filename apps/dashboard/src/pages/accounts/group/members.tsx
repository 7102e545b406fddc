import { ActionIcon, Button, Group, Select, Skeleton, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PermissionGroup, addMember, membersQuery, removeMember } from '../../../api/access/groups.js';
import { type User, usersQuery } from '../../../api/access/users.js';
import { groupKeys, groupsKeys, userKeys } from '../../../api/query-keys.js';
import { visibleText } from '../../../format/visible-text.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { EmptyState } from '../../../ui/frame/states.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

const searchMs = 200;

/** The members of a group. Also members of the default group can be removed from it. */
export function Members({ group }: { group: PermissionGroup }) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, searchMs);
  const members = useInfiniteQuery(membersQuery(group.id, search));
  const stale = [groupKeys.all, groupsKeys.all, userKeys.all];
  const add = useSubmission((user: User) => addMember(group.id, user.id), {
    stale,
    done: (_, { name }) => `${visibleText(name)} is a member now.`,
    failed: 'The member was not added',
  });
  const remove = useSubmission((user: User) => removeMember(group.id, user.id), {
    stale,
    done: (_, { name }) => `${visibleText(name)} is not a member any more.`,
    failed: 'The member was not removed',
  });
  const rows = members.data?.pages.flatMap(({ items }) => items);
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        <AddMember onAdd={add.send} />
        <TextInput
          size="xs"
          label="Find a member"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Group>
      <ListFrame
        query={members}
        loading={!rows && <Skeleton height={80} />}
        isEmpty={rows?.length === 0}
        empty={<EmptyState title={search ? 'No member matches' : 'This group has no members yet'} />}
      >
        <Stack gap={4} component="ul" p={0} m={0} aria-label="Members">
          {rows?.map((user) => (
            <Group key={user.id} justify="space-between" component="li" wrap="nowrap">
              <Text size="sm">
                <Untrusted text={user.name} />{' '}
                <Text span size="xs" c="dimmed">
                  {user.kind === 'service' ? 'service account' : <Untrusted text={user.email ?? ''} />}
                </Text>
              </Text>
              <Tooltip label="Remove from the group">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove ${visibleText(user.name)} from the group`}
                  onClick={() => remove.send(user)}
                >
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </Group>
          ))}
        </Stack>
      </ListFrame>
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
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, searchMs);
  const found = useInfiniteQuery(usersQuery({ search, role: '', status: '' }));
  const users = found.data?.pages[0]?.items ?? [];
  return (
    <Select
      size="xs"
      label="Add a member"
      placeholder="Name or e-mail"
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'No user found'}
      data={users.map(({ id, name, email }) => ({
        value: id,
        label: visibleText(email ? `${name} (${email})` : name),
      }))}
      onChange={(id) => {
        const user = users.find((found) => found.id === id);
        if (user) onAdd(user);
        setTyped('');
      }}
    />
  );
}
