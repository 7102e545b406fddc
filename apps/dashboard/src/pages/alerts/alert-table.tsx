import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Alert } from '../../api/alerts/alerts.js';
import { ruleText } from '../../domain/alerts/alert-text.js';
import { actionsColumn } from '../../ui/list/actions-column.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { AlertActions } from './alert-actions.js';
import { AlertState } from './alert-state.js';

const order: Alert['state'][] = ['firing', 'acknowledged', 'ok', 'disabled'];

interface Props {
  /** Undefined while they are read. */
  alerts: Alert[] | undefined;
  serverName: (id: string | undefined) => string | undefined;
  /** Undefined for those who may not change alerts. */
  edits?: { onEdit: (alert: Alert) => void; onDelete: (alert: Alert) => void };
}

/** Firing alerts first. */
export function AlertTable({ alerts, serverName, edits }: Props) {
  const rows = alerts?.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const actions = edits && [
    actionsColumn<Alert>(80, (alert) => (
      <AlertActions alert={alert} onEdit={() => edits.onEdit(alert)} onDelete={() => edits.onDelete(alert)} />
    )),
  ];
  return (
    <DataTable
      label="Alerts"
      columns={[...columnsFor(serverName), ...(actions ?? [])]}
      rows={rows}
      rowKey={({ id }) => id}
      skeletonRows={3}
    />
  );
}

const columnsFor = (serverName: Props['serverName']): Column<Alert>[] => [
  { key: 'state', title: 'State', width: 130, render: ({ state }) => <AlertState state={state} /> },
  {
    key: 'name',
    title: 'Alert',
    render: (alert) => (
      <>
        <Anchor component={Link} to={`/alerts/${alert.id}`} size="sm" fw={500} c="inherit">
          <Untrusted text={alert.name} />
        </Anchor>
        <Text size="xs" c="dimmed">
          {ruleText(alert, serverName(alert.serverId))}
        </Text>
      </>
    ),
  },
  { key: 'open', title: 'Fires for', from: 'sm', render: (alert) => <OpenIncidents alert={alert} /> },
  { key: 'silence', title: 'Messages', width: 150, from: 'md', render: (alert) => <Messages alert={alert} /> },
];

function Messages({ alert: { silencedUntil } }: { alert: Alert }) {
  if (silencedUntil === null) return 'are sent';
  return (
    <>
      silenced until <RelativeTime at={silencedUntil} />
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
