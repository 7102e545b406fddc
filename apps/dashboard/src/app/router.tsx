import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from '../api/http/query-client.js';
import { sessionQuery } from '../api/me/session.js';
import { parseSearch, type SearchParams, stringifySearch } from '../domain/lists/list-state.js';
import { loadPart } from '../ui/frame/load-part.js';
import { Pending } from '../ui/frame/pending.js';
import { Crash } from './crash.js';
import { NotFound } from './not-found.js';
import { Shell } from './shell/shell.js';

const root = createRootRoute({ component: Outlet });

const session = () => queryClient.ensureQueryData(sessionQuery);

/** All routes inside need a sign-in. */
const shell = createRoute({
  id: 'shell',
  getParentRoute: () => root,
  component: Shell,
  beforeLoad: async ({ location }) => {
    const { user, setupRequired } = await session();
    if (user) return;
    if (setupRequired) throw redirect({ to: '/setup', replace: true });
    throw redirect({
      to: '/sign-in',
      replace: true,
      search: location.href === '/' ? {} : ({ returnTo: location.href } as never),
    });
  },
});

const page = <const Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) => createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(() => loadPart(load), name) });

const open = <const Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(() => loadPart(load), name),
    beforeLoad: async () => void (await session()),
  });

const server = page('/servers/$slug', () => import('../pages/servers/server/server.layout.js'), 'ServerLayout');

const tab = <const Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) => createRoute({ getParentRoute: () => server, path, component: lazyRouteComponent(() => loadPart(load), name) });

const serverTabs = [
  createRoute({
    getParentRoute: () => server,
    path: '/',
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/servers/$slug/overview', params, replace: true });
    },
  }),
  tab('/overview', () => import('../pages/servers/overview/overview.page.js'), 'OverviewPage'),
  tab('/tools', () => import('../pages/tools/tools.page.js'), 'ToolsPage'),
  tab('/activity', () => import('../pages/servers/activity/server-activity.page.js'), 'ServerActivityPage'),
  tab('/deployments', () => import('../pages/deployments/deployments.page.js'), 'DeploymentsPage'),
  tab('/settings', () => import('../pages/servers/settings/settings.page.js'), 'SettingsPage'),
];

const pages = [
  page('/', () => import('../pages/home/home.page.js'), 'HomePage'),
  page('/servers', () => import('../pages/servers/servers.page.js'), 'ServersPage'),
  page('/servers/new', () => import('../pages/servers/create-server/create-server.page.js'), 'CreateServerPage'),
  page('/servers/$slug/first-run', () => import('../pages/servers/first-run/first-run.page.js'), 'FirstRunPage'),
  page('/servers/$slug/deployments/$id/plan', () => import('../pages/deployments/plan/plan.page.js'), 'PlanPage'),
  page('/servers/$slug/deployments/$id/logs', () => import('../pages/logs/logs.page.js'), 'LogsPage'),
  page('/activity', () => import('../pages/activity/activity.page.js'), 'ActivityPage'),
  page('/alerts', () => import('../pages/alerts/alerts.page.js'), 'AlertsPage'),
  page('/alerts/$id', () => import('../pages/alerts/alert.page.js'), 'AlertPage'),
  page('/users', () => import('../pages/accounts/users/users.page.js'), 'UsersPage'),
  page('/groups', () => import('../pages/accounts/groups/groups.page.js'), 'GroupsPage'),
  page('/groups/$id', () => import('../pages/accounts/group/group.page.js'), 'GroupPage'),
  page('/api-keys', () => import('../pages/accounts/api-keys/api-keys.page.js'), 'ApiKeysPage'),
  page(
    '/organisation/api-keys',
    () => import('../pages/accounts/api-keys/api-keys.page.js'),
    'OrganisationApiKeysPage',
  ),
  page('/sources', () => import('../pages/sources/sources.page.js'), 'SourcesPage'),
  page('/sources/github', () => import('../pages/github/github-return.page.js'), 'GitHubReturnPage'),
  page('/audit', () => import('../pages/audit/audit.page.js'), 'AuditPage'),
  page('/credentials', () => import('../pages/credentials/credentials.page.js'), 'CredentialsPage'),
  page('/connections', () => import('../pages/connections/connections.page.js'), 'ConnectionsPage'),
  page('/security', () => import('../pages/security/security.page.js'), 'SecurityPage'),
  page('/limits', () => import('../pages/limits/limits.page.js'), 'LimitsPage'),
  page('/health', () => import('../pages/health/health.page.js'), 'HealthPage'),
];

const publicPages = [
  open('/sign-in', () => import('../pages/sign-in/sign-in.page.js'), 'SignInPage'),
  open('/setup', () => import('../pages/setup/setup.page.js'), 'SetupPage'),
  open('/invitation', () => import('../pages/accounts/invitation/invitation.page.js'), 'InvitationPage'),
  open('/password', () => import('../pages/accounts/password/password.page.js'), 'PasswordPage'),
];

export const router = createRouter({
  routeTree: root.addChildren([shell.addChildren([...pages, server.addChildren(serverTabs)]), ...publicPages]),
  parseSearch,
  stringifySearch: (search) => stringifySearch(search as SearchParams),
  defaultPreload: 'intent',
  defaultPendingComponent: Pending,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});
