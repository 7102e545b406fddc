import { Badge, Button, Checkbox, Code, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiKey, apiKeysQuery, revokeApiKey } from '../../../api/access/api-keys.js';
import { useMe } from '../../../api/me/session.js';
import { apiKeyKeys } from '../../../api/query-keys.js';
import { isAdmin } from '../../../domain/accounts/roles.js';
import { visibleText } from '../../../format/visible-text.js';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { EmptyState, NoRight } from '../../../ui/frame/states.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { useListState } from '../../../ui/list/use-list-state.js';
import { StatusDot } from '../../../ui/status/status-dot.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { CreateKeyDialog } from './create-key.dialog.js';

const defaults = { ended: false };
const states = {
  active: { color: 'green', label: 'Active' },
  expired: { color: 'yellow', label: 'Expired' },
  revoked: { color: 'gray', label: 'Revoked' },
} as const;

/** The keys that act for the user. */
export function ApiKeysPage() {
  const { userId } = useMe();
  return <ApiKeys title="My API keys" shows={(key) => key.userId === userId} />;
}

/** The keys of all accounts, and new ones for service accounts. */
export function OrganisationApiKeysPage() {
  if (isAdmin(useMe())) return <ApiKeys title="API keys" shows={() => true} ofAll />;
  return (
    <>
      <PageTitle title="API keys" />
      <NoRight what="The list of the API keys of all accounts" needs="admins" />
    </>
  );
}

interface Props {
  title: string;
  shows: (key: ApiKey) => boolean;
  /** The keys of all accounts are shown. */
  ofAll?: boolean;
}

function ApiKeys({ title, shows, ofAll = false }: Props) {
  const [{ ended }, change] = useListState(defaults);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useQuery(apiKeysQuery);
  const rows = keys.data?.items.filter((key) => shows(key) && (ended || key.status === 'active'));
  const columns: Column<ApiKey>[] = [
    {
      key: 'name',
      title: 'Key',
      render: ({ name, prefix }) => (
        <>
          <Text size="sm" fw={500}>
            <Untrusted text={name} />
          </Text>
          <Code>{prefix}…</Code>
        </>
      ),
    },
    ...(ofAll
      ? [
          {
            key: 'account',
            title: 'Account',
            from: 'sm' as const,
            render: ({ userName }: ApiKey) => <Untrusted text={userName} />,
          },
        ]
      : []),
    {
      key: 'rights',
      title: 'Rights',
      from: 'sm',
      render: ({ rights, servers }) => (
        <Group gap={4}>
          {rights.map((right) => (
            <Badge key={right} size="sm" variant="default" tt="none">
              {right}
            </Badge>
          ))}
          {servers !== 'all' && (
            <Tooltip label={servers.join(', ')}>
              <Text size="xs" c="dimmed">
                {servers.length === 1 ? '1 server' : `${servers.length} servers`}
              </Text>
            </Tooltip>
          )}
        </Group>
      ),
    },
    {
      key: 'used',
      title: 'Last used',
      width: 130,
      from: 'md',
      render: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} empty="never" />,
    },
    {
      key: 'ends',
      title: 'Ends',
      width: 120,
      from: 'md',
      render: ({ expiresAt }) => <RelativeTime at={expiresAt} empty="never" />,
    },
    { key: 'status', title: 'Status', width: 100, render: ({ status }) => <StatusDot {...states[status]} /> },
    {
      key: 'revoke',
      title: (
        <Text span size="sm">
          Action
        </Text>
      ),
      width: 90,
      render: (key) =>
        key.status === 'active' && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => setRevoking(key)}
            aria-label={`Revoke ${visibleText(key.name)}`}
          >
            Revoke
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageTitle
        title={title}
        description="For programs and for clients without a browser: MCP calls, the REST API and git pushes."
        actions={<Button onClick={() => setCreating(true)}>Create key</Button>}
      />
      <Stack gap="xs">
        <Checkbox
          size="xs"
          label="Show expired and revoked"
          checked={ended}
          onChange={(event) => change({ ended: event.currentTarget.checked })}
        />
        <ListFrame
          query={keys}
          isEmpty={rows?.length === 0}
          empty={
            <EmptyState title="No API keys">
              A key can do at most what your role allows, limited to the rights and servers that you choose.
            </EmptyState>
          }
        >
          <DataTable label={title} columns={columns} rows={rows} rowKey={({ id }) => id} skeletonRows={3} />
        </ListFrame>
      </Stack>
      <CreateKeyDialog opened={creating} forAccounts={ofAll} onClose={() => setCreating(false)} />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title="Revoke this key?"
        typedName={revoking?.name ?? ''}
        action="Revoke"
        onConfirm={() => revokeApiKey(revoking!.id)}
        stale={[apiKeyKeys.all]}
      >
        Programs that use this key are refused from their next request on. A revoked key cannot be restored; create a
        new one instead.
      </ConfirmDialog>
    </>
  );
}
