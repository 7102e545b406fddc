import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Alert, alertsQuery, deleteAlert } from '../../api/alerts/alerts.js';
import { useMe } from '../../api/me/session.js';
import { alertKeys } from '../../api/query-keys.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { isAdmin, mayCreateServers, seesAlerts } from '../../domain/accounts/roles.js';
import { ruleText } from '../../domain/alerts/alert-text.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState, NoRight } from '../../ui/frame/states.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { AlertActions } from './alert-actions.js';
import { Channels } from './channels.js';
import { AlertDialog } from './alert.dialog.js';

const states: Record<Alert['state'], { label: string; color: DotColor }> = {
  firing: { label: 'Firing', color: 'red' },
  acknowledged: { label: 'Acknowledged', color: 'amber' },
  ok: { label: 'OK', color: 'green' },
  disabled: { label: 'Off', color: 'gray' },
};
const order: Alert['state'][] = ['firing', 'acknowledged', 'ok', 'disabled'];

/** Rules on figures, which of them fire, and where messages about them go. */
export function AlertsPage() {
  const me = useMe();
  if (seesAlerts(me)) return <Alerts manages={mayCreateServers(me)} managesChannels={isAdmin(me)} />;
  return (
    <>
      <PageTitle title="Alerts" />
      <NoRight what="The list of alerts" needs="admins, developers and auditors" />
    </>
  );
}

function Alerts({ manages, managesChannels }: { manages: boolean; managesChannels: boolean }) {
  const { data, error, refetch } = useQuery(alertsQuery);
  const servers = useQuery(allServersQuery).data ?? [];
  const [creating, dialog] = useDisclosure(false);
  const [editing, setEditing] = useState<Alert | null>(null);
  const [deleting, setDeleting] = useState<Alert | null>(null);
  const nameOf = (id: string | undefined) => servers.find((server) => server.id === id)?.name;
  const rows = data?.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const columns: Column<Alert>[] = [
    { key: 'state', title: 'State', width: 130, render: ({ state }) => <StatusDot {...states[state]} /> },
    {
      key: 'name',
      title: 'Alert',
      render: (alert) => (
        <>
          <Text size="sm" fw={500}>
            <Untrusted text={alert.name} />
          </Text>
          <Text size="xs" c="dimmed">
            {ruleText(alert, nameOf(alert.serverId))}
          </Text>
        </>
      ),
    },
    { key: 'open', title: 'Fires for', from: 'sm', render: (alert) => <OpenIncidents alert={alert} /> },
    {
      key: 'silence',
      title: 'Messages',
      width: 150,
      from: 'md',
      render: ({ silencedUntil }) =>
        silencedUntil === null ? (
          'are sent'
        ) : (
          <>
            silenced until <RelativeTime at={silencedUntil} />
          </>
        ),
    },
    ...(manages
      ? [
          {
            key: 'actions',
            title: (
              <Text span size="xs" fw={600}>
                Actions
              </Text>
            ),
            width: 80,
            align: 'right' as const,
            render: (alert: Alert) => (
              <AlertActions alert={alert} onEdit={() => setEditing(alert)} onDelete={() => setDeleting(alert)} />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <PageTitle
        title="Alerts"
        description="Rules on the figures of your servers. A firing alert sends messages until it is resolved."
        actions={
          manages && (
            <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
              Create alert
            </Button>
          )
        }
      />
      <Stack gap="lg">
        <ListFrame
          error={data ? null : error}
          retry={() => void refetch()}
          isEmpty={data?.length === 0}
          empty={
            <EmptyState title="No alerts" icon={<IconBell size={32} />}>
              Create one to learn of failing, slow or silent servers.
            </EmptyState>
          }
        >
          <DataTable label="Alerts" columns={columns} rows={rows} rowKey={({ id }) => id} skeletonRows={3} />
        </ListFrame>
        <section>
          <Group mb={6}>
            <Title order={2} size="h5">
              Channels
            </Title>
          </Group>
          <Channels manages={managesChannels} />
        </section>
      </Stack>
      {(creating || editing) && (
        <AlertDialog
          alert={editing}
          servers={servers}
          onClose={() => {
            dialog.close();
            setEditing(null);
          }}
        />
      )}
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title="Delete this alert?"
        action="Delete"
        onConfirm={() => deleteAlert(deleting!.id)}
        stale={[alertKeys.all]}
        done="The alert is deleted."
      >
        No more messages are sent about it. What it recorded stays in the audit log.
      </ConfirmDialog>
    </>
  );
}

function OpenIncidents({ alert }: { alert: Alert }) {
  const open = alert.incidents.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.length === 0)
    return (
      <Text span size="sm" c="dimmed">
        {alert.incidents[0] ? (
          <>
            last fired <RelativeTime at={alert.incidents[0].firedAt} />
          </>
        ) : (
          'never fired'
        )}
      </Text>
    );
  return open.map(({ id, server, firedAt, acknowledgedBy }) => (
    <Text key={id} size="sm">
      <Untrusted text={server ?? 'all servers'} />, <RelativeTime at={firedAt} />
      {acknowledgedBy && (
        <Text span size="xs" c="dimmed">
          , acknowledged by <Untrusted text={acknowledgedBy.name} />
        </Text>
      )}
    </Text>
  ));
}
