import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Alert, alertQuery } from '../../api/alerts/alerts.js';
import { useMe } from '../../api/me/session.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { seesAlerts } from '../../domain/accounts/roles.js';
import { ruleText } from '../../domain/alerts/alert-text.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { Pending } from '../../ui/frame/pending.js';
import { ErrorState, NoRight } from '../../ui/frame/states.js';
import { ListTitle } from '../../ui/list/list-title.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { AlertState } from './alert-state.js';
import { Deliveries } from './deliveries.js';
import { Incidents } from './incidents.js';

/** One alert: when it fired, and what became of its messages. Messages link here. */
export function AlertPage() {
  const { id = '' } = useParams({ strict: false });
  const me = useMe();
  const { data, error, refetch } = useQuery({ ...alertQuery(id), enabled: seesAlerts(me) });
  if (!seesAlerts(me)) return <NoRight what="This alert" needs="admins, developers and auditors" />;
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Pending />;
  return (
    <>
      <PageTitle
        title={data.name}
        description={
          <Anchor component={Link} to="/alerts" size="sm">
            All alerts
          </Anchor>
        }
      >
        <Untrusted text={data.name} />
      </PageTitle>
      <Stack gap="lg">
        <Rule alert={data} />
        <Part title="Incidents">
          <Incidents incidents={data.incidents} />
        </Part>
        <Part title="Messages">
          <Deliveries alert={data} />
        </Part>
      </Stack>
    </>
  );
}

function Rule({ alert }: { alert: Alert }) {
  const { data: servers = [] } = useQuery(allServersQuery);
  const server = servers.find(({ id }) => id === alert.serverId);
  return (
    <Group gap="4px 16px">
      <AlertState state={alert.state} />
      <Text size="sm">{ruleText(alert, server?.name)}</Text>
      {alert.silencedUntil !== null && (
        <Text size="sm" c="dimmed">
          Silenced until <RelativeTime at={alert.silencedUntil} />
        </Text>
      )}
    </Group>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={6} component="section">
      <ListTitle title={title} />
      {children}
    </Stack>
  );
}
