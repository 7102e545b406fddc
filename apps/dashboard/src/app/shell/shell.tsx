import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Kbd,
  NavLink,
  ScrollArea,
  Text,
  Tooltip,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { startLive } from '../../api/live/live.js';
import { useMe } from '../../api/me/session.js';
import { seesAlerts } from '../../domain/accounts/roles.js';
import { ColorSchemeButton } from '../../ui/frame/color-scheme.js';
import iconUrl from '../../ui/frame/icon.svg';
import { lazyPart } from '../../ui/frame/load-part.js';
import { useCommands } from '../keyboard/use-commands.js';
import { AlertBell } from './alert-bell.js';
import { ConnectionBanner, LiveMark } from './connection-banner.js';
import { StepUpDialog } from './step-up-dialog.js';
import { icons } from './icons.js';
import { navigation } from './navigation.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const Palette = lazyPart(() => import('../keyboard/palette.js'), 'Palette');
const HelpDialog = lazyPart(() => import('../keyboard/help.js'), 'HelpDialog');

/** The frame around every page with a sign-in. */
export function Shell() {
  const me = useMe();
  const sections = navigation(me);
  const navigate = useNavigate();
  const [menuOpen, menu] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const [asked, setAsked] = useState(0);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const openPalette = () => setAsked((count) => count + 1);
  useEffect(() => startLive(), []);
  // The menu closes only when the page changes.
  useEffect(() => menu.close(), [path]); // oxlint-disable-line react/exhaustive-deps
  useCommands({
    ...Object.fromEntries(
      sections.flatMap(({ items }) => items.map(({ key, to }) => [`g ${key}`, () => void navigate({ to })])),
    ),
    '/': () => {
      const field = document.querySelector<HTMLInputElement>('[data-page-search]');
      if (field) field.focus();
      else openPalette();
    },
    '?': help.open,
  });
  usePaletteKey(openPalette);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
      padding="md"
      transitionDuration={0}
    >
      <a href="#main" className={classes['skip']}>
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={menuOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={menuOpen ? 'Close the menu' : 'Open the menu'}
              aria-expanded={menuOpen}
            />
            <Link to="/" className={classes['brand']}>
              <img src={iconUrl} alt="" width={24} height={24} />
              <Text fw={650} size="lg" component="span">
                Toolyard
              </Text>
            </Link>
          </Group>
          <Group gap={4} wrap="nowrap">
            <LiveMark />
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSearch size={14} />}
              rightSection={<Kbd size="xs">Ctrl K</Kbd>}
              onClick={openPalette}
              visibleFrom="sm"
              className={classes['search']}
            >
              Search
            </Button>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Search"
              onClick={openPalette}
              hiddenFrom="sm"
            >
              <IconSearch size={18} />
            </ActionIcon>
            <Tooltip label="Keyboard help (?)">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Keyboard help"
                onClick={help.open}
                visibleFrom="sm"
              >
                <IconKeyboard size={18} />
              </ActionIcon>
            </Tooltip>
            {seesAlerts(me) && <AlertBell />}
            <ColorSchemeButton />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <ScrollArea>
          {sections.map(({ label, items }) => (
            <Box key={label} mb="sm" component="ul" className={classes['section']} aria-label={label}>
              <Text component="li" size="xs" c="dimmed" fw={600} px="sm" py={4} aria-hidden>
                {label}
              </Text>
              {items.map(({ to, label: title, icon }) => (
                <li key={to}>
                  <NavLink
                    component={Link}
                    to={to}
                    label={title}
                    leftSection={icons[icon]}
                    active={isActive(path, to)}
                    aria-current={isActive(path, to) ? 'page' : undefined}
                    className={classes['link']}
                  />
                </li>
              ))}
            </Box>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes['main']}>
        <div className={classes['content']}>
          <ConnectionBanner />
          <StepUpDialog />
          <Outlet />
        </div>
      </AppShell.Main>
      <Suspense>
        {asked > 0 && <Palette asked={asked} />}
        {helpOpen && <HelpDialog opened onClose={help.close} />}
      </Suspense>
    </AppShell>
  );
}

function isActive(path: string, to: string): boolean {
  return path === to || (to !== '/' && path.startsWith(`${to}/`));
}

function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
}
