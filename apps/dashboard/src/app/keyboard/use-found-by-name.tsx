import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../api/access/groups.js';
import { usersQuery } from '../../api/access/users.js';
import { calledToolsQuery } from '../../api/activity/calls.js';
import type { Me } from '../../api/me/session.js';
import type { Server } from '../../api/servers/servers.js';
import { isAdmin } from '../../domain/accounts/roles.js';
import { mayManage } from '../../domain/servers/server.rules.js';
import { visibleText } from '../../format/visible-text.js';
import { icons } from '../shell/icons.js';

const shownOfEach = 5;

/** Users, permission groups, called tools and settings whose names contain a text. */
export function useFoundByName(
  me: Me,
  search: string,
  servers: Server[] = [],
  go: (to: string) => void,
): SpotlightActionGroupData[] {
  const enabled = search !== '';
  const asAdmin = enabled && isAdmin(me);
  const users = useInfiniteQuery({
    ...usersQuery({ search, role: '', status: '' }),
    enabled: asAdmin,
    placeholderData: keepPreviousData,
  });
  const groups = useQuery({ ...groupsQuery, enabled: asAdmin });
  const tools = useQuery({ ...calledToolsQuery(undefined), enabled });
  if (!enabled) return [];
  const named = (text: string) => text.toLowerCase().includes(search.toLowerCase());
  const action = (id: string, label: string, to: string, more: Partial<SpotlightActionData>): SpotlightActionData => ({
    id,
    label: visibleText(label),
    // The palette filters by label again; what the platform found stays.
    keywords: [search],
    onClick: () => go(to),
    ...more,
  });
  const groupOf = (group: string, actions: SpotlightActionData[]) => ({
    group,
    actions: actions.slice(0, shownOfEach),
  });
  const query = (values: Record<string, string>) => new URLSearchParams(values).toString();
  return [
    groupOf(
      'Users by name',
      (users.data?.pages[0]?.items ?? []).map(({ id, name, email }) =>
        action(id, name, `/users?${query({ search: email ?? name })}`, {
          description: email ?? undefined,
          leftSection: icons.users,
        }),
      ),
    ),
    groupOf(
      'Permission groups by name',
      (groups.data ?? [])
        .filter(({ name }) => named(name))
        .map(({ id, name }) => action(id, name, `/groups/${id}`, { leftSection: icons.groups })),
    ),
    groupOf(
      'Calls of a tool',
      (tools.data ?? [])
        .filter(named)
        .map((tool) =>
          action(`tool ${tool}`, tool, `/activity?${query({ tool, range: '7d' })}`, { leftSection: icons.activity }),
        ),
    ),
    groupOf(
      'Settings',
      servers
        .filter((server) => mayManage(me, server))
        .map(({ id, name, slug }) =>
          action(`settings ${id}`, `Settings of ${name}`, `/servers/${slug}/settings`, { leftSection: icons.servers }),
        ),
    ),
  ];
}
