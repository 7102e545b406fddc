import { Alert, Anchor, Badge, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { connectCredential, type Credential, credentialsQuery, removeCredential } from '../../api/credentials.js';
import { notifyDone } from '../../ui/frame/notify.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { ErrorState } from '../../ui/frame/states.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { visibleText } from '../../format/visible-text.js';
import { CredentialForm } from './credential-form.js';

const statuses: Record<Credential['status'], { label: string; color: DotColor }> = {
  missing: { label: 'Missing', color: 'gray' },
  complete: { label: 'Complete', color: 'green' },
  connected: { label: 'Connected', color: 'green' },
  expired: { label: 'Expired', color: 'yellow' },
  failed: { label: 'Failed', color: 'red' },
};

/** One server and what it has of somebody. */
export function CredentialCard({ credential }: { credential: Credential }) {
  const { slug, serverName, method, status, updatedAt, error, scopes } = credential;
  const [dialog, setDialog] = useState<'fill' | 'remove' | null>(null);
  const close = () => setDialog(null);
  const has = status !== 'missing';
  return (
    <Paper withBorder p="sm" component="article">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} miw={0}>
          <Title order={2} size="h6">
            <Anchor component={Link} to={`/servers/${slug}/overview`} inherit>
              <Untrusted text={serverName} />
            </Anchor>
          </Title>
          <Group gap="xs">
            <StatusDot {...statuses[status]} />
            <Text size="sm" c="dimmed">
              {method === 'oauth2' ? 'OAuth 2.0' : 'API key / credentials'}
              {updatedAt && (
                <>
                  , changed <RelativeTime at={updatedAt} />
                </>
              )}
            </Text>
          </Group>
          {method === 'credentials' && <Filled fields={credential.fields} />}
          {scopes && scopes.length > 0 && (
            <Group gap={4}>
              {scopes.map((scope) => (
                <Badge key={scope} variant="default" size="sm" tt="none">
                  <Untrusted text={scope} />
                </Badge>
              ))}
            </Group>
          )}
        </Stack>
        <Group gap="xs">
          {method === 'credentials' ? (
            <Button
              variant={status === 'complete' ? 'default' : 'filled'}
              size="xs"
              onClick={() => setDialog('fill')}
              aria-label={`${has ? 'Change' : 'Fill in'} credentials of ${visibleText(serverName)}`}
            >
              {has ? 'Change' : 'Fill in'}
            </Button>
          ) : (
            <Connect credential={credential} />
          )}
          {has && (
            <Button
              variant="default"
              size="xs"
              onClick={() => setDialog('remove')}
              aria-label={`Remove credentials of ${visibleText(serverName)}`}
            >
              Remove
            </Button>
          )}
        </Group>
      </Group>
      {error && (
        <Alert color="red" variant="light" mt="xs" title="What the provider said">
          <Untrusted text={error} lines />
        </Alert>
      )}
      {status === 'expired' && (
        <Alert color="yellow" variant="light" mt="xs">
          The connection has expired and could not be renewed by itself. Calls are refused until you connect again.
        </Alert>
      )}
      <Modal
        opened={dialog === 'fill'}
        onClose={close}
        title={
          <>
            Credentials of <Untrusted text={serverName} />
          </>
        }
      >
        {dialog === 'fill' && <CredentialForm credential={credential} onDone={close} />}
      </Modal>
      <Modal opened={dialog === 'remove'} onClose={close} title="Remove credentials">
        {dialog === 'remove' && <Remove credential={credential} onDone={close} />}
      </Modal>
    </Paper>
  );
}

function Filled({ fields }: { fields: Credential['fields'] }) {
  return (
    <Text size="xs" c="dimmed">
      {fields.map(({ name, label, set }, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Untrusted text={label || name} /> {set ? '✓' : '(missing)'}
        </span>
      ))}
    </Text>
  );
}

/** The provider asks the person, and sends the browser back to this page. */
function Connect({ credential: { serverId, serverName, status } }: { credential: Credential }) {
  const connect = useMutation({
    mutationFn: () => connectCredential(serverId, '/credentials'),
    onSuccess: ({ url }) => location.assign(url),
  });
  const again = status !== 'missing';
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant={status === 'connected' ? 'default' : 'filled'}
        size="xs"
        loading={connect.isPending || connect.isSuccess}
        onClick={() => connect.mutate()}
        aria-label={`${again ? 'Connect again' : 'Connect'}: ${visibleText(serverName)}`}
      >
        {again ? 'Connect again' : 'Connect'}
      </Button>
      {connect.error && <ErrorState error={connect.error} />}
    </Stack>
  );
}

function Remove({
  credential: { serverId, serverName, method },
  onDone,
}: {
  credential: Credential;
  onDone: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeCredential(serverId),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: credentialsQuery.queryKey });
      notifyDone('Removed.');
      onDone();
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {method === 'oauth2'
          ? 'Your connection to the provider is revoked, as far as it can be, and its tokens are deleted.'
          : 'The values that you filled in are deleted.'}{' '}
        Your calls of <Untrusted text={serverName} /> are refused until you give new ones.
      </Text>
      {remove.error && <ErrorState error={remove.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone} data-autofocus>
          Keep them
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove
        </Button>
      </Group>
    </Stack>
  );
}
