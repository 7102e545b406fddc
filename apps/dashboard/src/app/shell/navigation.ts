import { isAdmin, mayCreateServers, seesAlerts, seesEverything, type WithRole } from '../../domain/accounts/roles.js';

export interface NavigationItem {
  to: string;
  label: string;
  icon:
    | 'dashboard'
    | 'servers'
    | 'activity'
    | 'alerts'
    | 'sources'
    | 'users'
    | 'groups'
    | 'keys'
    | 'audit'
    | 'credentials'
    | 'connections'
    | 'limits'
    | 'health';
  /** The key to press after `g`. */
  key: string;
  /** Who may open the page; without it every user. */
  visibleTo?: (me: WithRole) => boolean;
}

interface NavigationSection {
  label: string;
  items: NavigationItem[];
}

const everything: NavigationSection[] = [
  {
    label: 'Servers',
    items: [
      { to: '/', label: 'Dashboard', icon: 'dashboard', key: 'd' },
      { to: '/servers', label: 'Servers', icon: 'servers', key: 's' },
      { to: '/activity', label: 'Activity', icon: 'activity', key: 'a' },
      { to: '/alerts', label: 'Alerts', icon: 'alerts', key: 'e', visibleTo: seesAlerts },
      { to: '/sources', label: 'Source connections', icon: 'sources', key: 'r', visibleTo: mayCreateServers },
    ],
  },
  {
    label: 'Mine',
    items: [
      { to: '/credentials', label: 'My credentials', icon: 'credentials', key: 'c' },
      { to: '/connections', label: 'My connections', icon: 'connections', key: 'n' },
      { to: '/api-keys', label: 'My API keys', icon: 'keys', key: 'k' },
      { to: '/limits', label: 'Limits', icon: 'limits', key: 'i' },
    ],
  },
  {
    label: 'Organisation',
    items: [
      { to: '/users', label: 'Users', icon: 'users', key: 'u', visibleTo: isAdmin },
      { to: '/groups', label: 'Permission groups', icon: 'groups', key: 'p', visibleTo: isAdmin },
      { to: '/organisation/api-keys', label: 'API keys', icon: 'keys', key: 'y', visibleTo: isAdmin },
      { to: '/audit', label: 'Audit log', icon: 'audit', key: 'l', visibleTo: seesEverything },
      { to: '/health', label: 'Health', icon: 'health', key: 'h' },
    ],
  },
];

/** The pages that a user may open. */
export function navigation(me: WithRole): NavigationSection[] {
  return everything
    .map(({ label, items }) => ({ label, items: items.filter(({ visibleTo }) => visibleTo?.(me) ?? true) }))
    .filter(({ items }) => items.length > 0);
}
