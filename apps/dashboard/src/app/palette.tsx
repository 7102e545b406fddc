import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { serversQuery } from '../api/servers.js';
import { useMe } from '../api/session.js';
import { visibleText } from '../format/visible-text.js';
import { icons } from './icons.js';
import { navigation } from './navigation.js';
import classes from './palette.module.css';

const [store, palette] = createSpotlight();
const shownServers = 8;

/** Pages, actions and servers by name. Loaded when it is first asked for; `asked` counts how often that was. */
export function Palette({ asked }: { asked: number }) {
  const { role } = useMe();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 150);
  const servers = useQuery({
    ...serversQuery({ search: search || undefined, deactivated: true, limit: shownServers }),
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (asked > 0) palette.open();
  }, [asked]);
  // The first one is chosen while somebody types; what arrives later takes its place in the list, so Enter would find
  // nothing chosen.
  useEffect(() => {
    if (search !== '') chooseFirst();
  }, [search, servers.data]);
  const go = (to: string) => () => void navigate({ to });
  const pages: SpotlightActionGroupData[] = navigation(role).map(({ label, items }) => ({
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
    actions:
      role === 'admin' || role === 'developer'
        ? [{ id: 'create', label: 'Create server', leftSection: icons.create, onClick: go('/servers/new') }]
        : [],
  };
  return (
    <Spotlight
      store={store}
      actions={[found, actions, ...pages].filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      nothingFound="Nothing has that name"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Servers, pages, actions',
        'aria-label': 'Servers, pages, actions',
      }}
      shortcut={null}
      classNames={{ actionDescription: classes['description'] }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      scrollable
      maxHeight={420}
    />
  );
}

/** As the library does by itself for what is there when a letter is typed. */
function chooseFirst(): void {
  const { listId } = store.getState();
  const list = listId === '' ? null : document.getElementById(listId);
  if (!list || list.querySelector('[data-selected]')) return;
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}
