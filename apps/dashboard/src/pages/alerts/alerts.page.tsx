import { Button, Stack, Title } from '@mantine/core';
import { IconBell, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Alert, alertsQuery, deleteAlert } from '../../api/alerts/alerts.js';
import { useMe } from '../../api/me/session.js';
import { alertKeys } from '../../api/query-keys.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { isAdmin, mayCreateServers, seesAlerts } from '../../domain/accounts/roles.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState, NoRight } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { AlertTable } from './alert-table.js';
import { AlertDialog } from './alert.dialog.js';
import { Channels } from './channels.js';

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
  const [dialog, open] = useState<Dialog | null>(null);
  return (
    <>
      <PageTitle
        title="Alerts"
        description="Rules on the figures of your servers. A firing alert sends messages until it is resolved."
        actions={
          manages && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => open({ kind: 'create' })}>
              Create alert
            </Button>
          )
        }
      />
      <Stack gap="lg">
        <AlertList manages={manages} onOpen={open} />
        <section>
          <Title order={2} size="h5" mb={6}>
            Channels
          </Title>
          <Channels manages={managesChannels} />
        </section>
      </Stack>
      <Dialogs dialog={dialog} onClose={() => open(null)} />
    </>
  );
}

function AlertList({ manages, onOpen }: { manages: boolean; onOpen: (dialog: Dialog) => void }) {
  const query = useQuery(alertsQuery);
  const { data } = query;
  const { data: servers } = useQuery(allServersQuery);
  const edits = {
    onEdit: (alert: Alert) => onOpen({ kind: 'edit', alert }),
    onDelete: (alert: Alert) => onOpen({ kind: 'delete', alert }),
  };
  return (
    <ListFrame
      query={query}
      isEmpty={data?.length === 0}
      empty={
        <EmptyState title="No alerts" icon={<IconBell size={32} />}>
          Create one to learn of failing, slow or silent servers.
        </EmptyState>
      }
    >
      <AlertTable
        alerts={data}
        serverName={(id) => servers?.find((server) => server.id === id)?.name}
        edits={manages ? edits : undefined}
      />
    </ListFrame>
  );
}

type Dialog = { kind: 'create' } | { kind: 'edit' | 'delete'; alert: Alert };

function Dialogs({ dialog, onClose }: { dialog: Dialog | null; onClose: () => void }) {
  const { data: servers = [] } = useQuery(allServersQuery);
  return (
    <>
      {dialog?.kind === 'create' && <AlertDialog alert={null} servers={servers} onClose={onClose} />}
      {dialog?.kind === 'edit' && <AlertDialog alert={dialog.alert} servers={servers} onClose={onClose} />}
      <ConfirmDialog
        opened={dialog?.kind === 'delete'}
        onClose={onClose}
        title="Delete this alert?"
        action="Delete"
        onConfirm={() => dialog?.kind === 'delete' && deleteAlert(dialog.alert.id)}
        stale={[alertKeys.all]}
        done="The alert is deleted."
      >
        No more messages are sent about it. What it recorded stays in the audit log.
      </ConfirmDialog>
    </>
  );
}
