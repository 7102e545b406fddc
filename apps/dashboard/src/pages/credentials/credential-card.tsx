import { Alert, Anchor, Badge, Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { connectCredential, type Credential, removeCredential } from '../../api/me/credentials.js';
import { credentialKeys } from '../../api/query-keys.js';
import { visibleText } from '../../format/visible-text.js';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.js';
import { useSubmission } from '../../ui/form/use-submission.js';
import { ErrorState } from '../../ui/frame/states.js';
import { type DotColor, StatusDot } from '../../ui/status/status-dot.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { CredentialForm } from './credential-form.js';

const statuses: Record<Credential['status'], { label: string; color: DotColor }> = {
  missing: { label: 'Missing', color: 'gray' },
  complete: { label: 'Complete', color: 'green' },
  connected: { label: 'Connected', color: 'green' },
  expired: { label: 'Expired', color: 'yellow' },
  failed: { label: 'Failed', color: 'red' },
};

const removalTexts: Record<Credential['method'], string> = {
  oauth2:
    'The platform revokes your connection at the provider, where the provider supports it, and deletes its tokens.',
  credentials: 'The values that you filled in are deleted.',
};

/** The credential of the user for one server. */
export function CredentialCard({ credential }: { credential: Credential }) {
  const { slug, serverId, serverName, method, status, updatedAt, error, scopes } = credential;
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
        <Alert color="red" variant="light" mt="xs" title="The answer of the provider">
          <Untrusted text={error} lines />
        </Alert>
      )}
      {status === 'expired' && (
        <Alert color="yellow" variant="light" mt="xs">
          The connection has expired and could not be renewed. Calls are refused until you connect again.
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
      <ConfirmDialog
        opened={dialog === 'remove'}
        onClose={close}
        title="Remove credentials"
        action="Remove"
        keep="Keep them"
        onConfirm={() => removeCredential(serverId)}
        stale={[credentialKeys.all]}
        done="Your credentials are removed."
      >
        {removalTexts[method]} Your calls of <Untrusted text={serverName} /> are refused until you provide new ones.
      </ConfirmDialog>
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

/** Leads to the provider, which asks the user and sends the browser back to this page. */
function Connect({ credential: { serverId, serverName, status } }: { credential: Credential }) {
  const { send, busy, error, result } = useSubmission(() => connectCredential(serverId, '/credentials'), {
    onDone: ({ url }) => location.assign(url),
  });
  const again = status !== 'missing';
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant={status === 'connected' ? 'default' : 'filled'}
        size="xs"
        loading={busy || result !== undefined}
        onClick={() => send()}
        aria-label={`${again ? 'Connect again' : 'Connect'}: ${visibleText(serverName)}`}
      >
        {again ? 'Connect again' : 'Connect'}
      </Button>
      {error !== null && <ErrorState error={error} />}
    </Stack>
  );
}
