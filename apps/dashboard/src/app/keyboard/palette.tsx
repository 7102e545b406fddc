import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMe } from '../../api/me/session.js';
import { serversQuery } from '../../api/servers/servers.js';
import { mayCreateServers } from '../../domain/accounts/roles.js';
import { visibleText } from '../../format/visible-text.js';
import { icons } from '../shell/icons.js';
import { navigation } from '../shell/navigation.js';
import classes from './palette.module.css';
import { useFoundByName } from './use-found-by-name.js';

const [store, palette] = createSpotlight();
const shownServers = 8;

/**
 * Finds servers, users, permission groups, tools, settings, actions and pages by name. It opens each time that `asked`
 * grows.
 */
export function Palette({ asked }: { asked: number }) {
  const me = useMe();
  const { history } = useRouter();
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 150);
  const servers = useQuery({
    ...serversQuery({ search: search || undefined, deactivated: true, limit: shownServers }),
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (asked > 0) palette.open();
  }, [asked]);
  // The library selects the first action after each letter. Servers arrive later and replace the list, and then
  // nothing would be selected for Enter.
  useEffect(() => {
    if (search !== '') selectFirst();
  }, [search, servers.data]);
  const navigateTo = (to: string) => history.push(to);
  const others = useFoundByName(me, search, servers.data?.items, navigateTo);
  const go = (to: string) => () => navigateTo(to);
  const pages: SpotlightActionGroupData[] = navigation(me).map(({ label, items }) => ({
    group: label,
    actions: items.map(({ to, label: title, icon }) => ({
      id: to,
      label: title,
      leftSection: icons[icon],
      onClick: go(to),
    })),
  }));
  const found: SpotlightActionGroupData = {
    group: 'Servers by name',
    actions: (servers.data?.items ?? []).map(({ id, name, slug }) => ({
      id,
      label: visibleText(name),
      description: slug,
      keywords: [slug, query],
      leftSection: icons.servers,
      onClick: go(`/servers/${slug}/overview`),
    })),
  };
  const actions: SpotlightActionGroupData = {
    group: 'Actions',
    actions: mayCreateServers(me)
      ? [{ id: 'create', label: 'Create server', leftSection: icons.create, onClick: go('/servers/new') }]
      : [],
  };
  return (
    <Spotlight
      store={store}
      actions={[found, ...others, actions, ...pages].filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      nothingFound="No match"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Servers, users, groups, tools, pages, actions',
        'aria-label': 'Servers, users, groups, tools, pages, actions',
      }}
      shortcut={null}
      classNames={{ actionDescription: classes['description'] }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      scrollable
      maxHeight={420}
    />
  );
}

/** Selects the first action, as the library does after each letter. */
function selectFirst(): void {
  const { listId } = store.getState();
  const list = listId === '' ? null : document.getElementById(listId);
  if (!list || list.querySelector('[data-selected]')) return;
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}
