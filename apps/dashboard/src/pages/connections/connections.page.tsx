import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Connection, connectionsQuery, disconnect } from '../../api/me/connections.js';
import { connectionKeys } from '../../api/query-keys.js';
import { visibleText } from '../../format/visible-text.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';

const scopeTexts: Record<string, string> = {
  mcp: 'connect and list tools',
  'mcp:call': 'call tools',
  offline_access: 'stay connected',
};

const disconnectLabel = ({ clientName, serverName, serverId }: Connection): string =>
  `Disconnect ${visibleText(clientName)} from ${visibleText(serverName ?? serverId)}`;

/** The MCP clients that the user allowed to use servers in their name. */
export function ConnectionsPage() {
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const query = useQuery(connectionsQuery);
  const { data } = query;
  const columns: Column<Connection>[] = [
    {
      key: 'client',
      title: 'Client',
      render: ({ clientName, clientHost }) => (
        <>
          <Text size="sm" fw={500}>
            <Untrusted text={clientName || 'A client without a name'} />
          </Text>
          {clientHost && (
            <Text size="xs" c="dimmed">
              <Untrusted text={clientHost} />
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'server',
      title: 'Server',
      render: ({ serverName, serverId }) => <Untrusted text={serverName ?? serverId} />,
    },
    {
      key: 'scopes',
      title: 'May',
      from: 'md',
      render: ({ scopes }) => <Untrusted text={scopes.map((scope) => scopeTexts[scope] ?? scope).join(', ')} />,
    },
    { key: 'since', title: 'Connected', from: 'sm', render: ({ connectedAt }) => <RelativeTime at={connectedAt} /> },
    {
      key: 'used',
      title: 'Last used',
      from: 'sm',
      render: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} empty="never" />,
    },
    {
      key: 'actions',
      title: <VisuallyHidden>Actions</VisuallyHidden>,
      align: 'right',
      render: (connection) => (
        <Button
          variant="default"
          size="xs"
          onClick={() => setLeaving(connection)}
          aria-label={disconnectLabel(connection)}
        >
          Disconnect
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageTitle
        title="My connections"
        description="MCP clients that may use a server in your name, until you disconnect them."
      />
      <ListFrame
        query={query}
        isEmpty={data?.length === 0}
        empty={
          <EmptyState title="No client is connected" icon={<IconPlugConnected size={32} />}>
            Enter the URL of a server in an MCP client. It asks you to sign in, and is listed here afterwards.
          </EmptyState>
        }
      >
        <DataTable label="Connected clients" columns={columns} rows={data} rowKey={({ id }) => id} skeletonRows={4} />
      </ListFrame>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title="Disconnect a client"
        action="Disconnect"
        keep="Keep it connected"
        onConfirm={() => disconnect(leaving!.id)}
        stale={[connectionKeys.all]}
        done="The client is disconnected."
      >
        <Untrusted text={leaving?.clientName || 'The client'} /> loses its access to{' '}
        <Untrusted text={leaving?.serverName ?? leaving?.serverId ?? ''} /> with its next call. To use it again, sign in
        with it again.
      </ConfirmDialog>
    </>
  );
}
