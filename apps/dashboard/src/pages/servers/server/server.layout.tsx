import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { ApiError } from '../../../api/http/error.js';
import { useMe } from '../../../api/me/session.js';
import { type Server, serverQuery } from '../../../api/servers/servers.js';
import { tabsFor } from '../../../domain/servers/server.rules.js';
import { Pending } from '../../../ui/frame/pending.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { ServerHeader } from './server-header.js';
import classes from './server.module.css';

/** Header and tabs around the pages of one server. */
export function ServerLayout() {
  const { slug } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(serverQuery(slug ?? ''));
  if (data) return <Loaded server={data} />;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState title="This server does not exist" action={<Link to="/servers">All servers</Link>}>
        {error.message}
      </EmptyState>
    );
  }
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : <Pending />;
}

function Loaded({ server }: { server: Server }) {
  const navigate = useNavigate();
  const me = useMe();
  const tab = useRouterState({ select: ({ location }) => location.pathname.split('/')[3] }) ?? 'overview';
  return (
    <>
      <ServerHeader server={server} />
      <Tabs value={tab} onChange={(to) => void navigate({ to: `/servers/${server.slug}/${to}` })}>
        <Tabs.List className={classes['tabs']}>
          {tabsFor(me, server).map((name) => (
            <Tabs.Tab key={name} value={name} tt="capitalize">
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
