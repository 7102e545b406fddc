import type { Role } from '@toolyard/contracts';

export interface NavigationItem {
  to: string;
  label: string;
  icon:
    | 'servers'
    | 'activity'
    | 'sources'
    | 'users'
    | 'groups'
    | 'keys'
    | 'audit'
    | 'credentials'
    | 'connections'
    | 'health';
  /** Second key after `g`. */
  key: string;
  roles?: readonly Role[];
}

export interface NavigationSection {
  label: string;
  items: NavigationItem[];
}

const everything: NavigationSection[] = [
  {
    label: 'Servers',
    items: [
      { to: '/', label: 'Servers', icon: 'servers', key: 's' },
      { to: '/activity', label: 'Activity', icon: 'activity', key: 'a' },
      { to: '/sources', label: 'Source connections', icon: 'sources', key: 'r', roles: ['admin', 'developer'] },
    ],
  },
  {
    label: 'Mine',
    items: [
      { to: '/credentials', label: 'My credentials', icon: 'credentials', key: 'c' },
      { to: '/connections', label: 'My connections', icon: 'connections', key: 'n' },
      { to: '/api-keys', label: 'API keys', icon: 'keys', key: 'k' },
    ],
  },
  {
    label: 'Organisation',
    items: [
      { to: '/users', label: 'Users', icon: 'users', key: 'u', roles: ['admin'] },
      { to: '/groups', label: 'Permission groups', icon: 'groups', key: 'p', roles: ['admin'] },
      { to: '/audit', label: 'Audit log', icon: 'audit', key: 'l', roles: ['admin', 'auditor'] },
      { to: '/health', label: 'Health', icon: 'health', key: 'h' },
    ],
  },
];

/** What a role finds in the navigation; pages that it may not open are not there. */
export function navigation(role: Role): NavigationSection[] {
  return everything
    .map(({ label, items }) => ({ label, items: items.filter(({ roles }) => !roles || roles.includes(role)) }))
    .filter(({ items }) => items.length > 0);
}
