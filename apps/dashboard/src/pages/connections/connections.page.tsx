import { Button, Group, Modal, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Connection, connectionsQuery, disconnect } from '../../api/connections.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { notifyDone } from '../../ui/frame/notify.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { visibleText } from '../../format/visible-text.js';

const scopeTexts: Record<string, string> = {
  mcp: 'connect and list tools',
  'mcp:call': 'call tools',
  offline_access: 'stay connected',
};

/** MCP clients that act in somebody's name, and how to stop one. */
export function ConnectionsPage() {
  const [leaving, setLeaving] = useState<Connection | null>(null);
  const { data, error, refetch } = useQuery(connectionsQuery);
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
          aria-label={`Disconnect ${visibleText(connection.clientName)} from ${visibleText(connection.serverName ?? connection.serverId)}`}
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
        description="MCP clients that you have signed in with. Each may use one server in your name until you disconnect it."
      />
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState title="No client is connected" icon={<IconPlugConnected size={32} />}>
          Give a client the URL of a server; it asks you to sign in, and appears here.
        </EmptyState>
      ) : (
        <DataTable label="Connected clients" columns={columns} rows={data} rowKey={({ id }) => id} skeletonRows={4} />
      )}
      <Modal opened={leaving !== null} onClose={() => setLeaving(null)} title="Disconnect a client">
        {leaving && <Disconnect connection={leaving} onDone={() => setLeaving(null)} />}
      </Modal>
    </>
  );
}

function Disconnect({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => disconnect(connection.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
      notifyDone('Disconnected.');
      onDone();
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        <Untrusted text={connection.clientName || 'The client'} /> loses its access to{' '}
        <Untrusted text={connection.serverName ?? connection.serverId} /> with its next call. To use it again, you sign
        in with it again.
      </Text>
      {leave.error && <ErrorState error={leave.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep it connected
        </Button>
        <Button color="red" loading={leave.isPending} onClick={() => leave.mutate()}>
          Disconnect
        </Button>
      </Group>
    </Stack>
  );
}
