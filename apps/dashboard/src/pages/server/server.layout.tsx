import { Tabs } from '@mantine/core';
import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { PageTitle } from '../../parts/page-title.js';

const tabs = ['overview', 'tools', 'activity', 'deployments', 'settings'] as const;

/** Header and tabs around the pages of one server. */
export function ServerLayout() {
  const { slug } = useParams({ strict: false });
  const navigate = useNavigate();
  const tab = useRouterState({ select: ({ location }) => location.pathname.split('/')[3] });
  return (
    <>
      <PageTitle title={slug ?? ''} />
      <Tabs value={tab ?? null} onChange={(to) => void navigate({ to: `/servers/${slug}/${to}` })} mb="md">
        <Tabs.List>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each} tt="capitalize">
              {each}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Outlet />
    </>
  );
}
