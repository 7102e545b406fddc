import { Badge, Button, Code, DataList, Group, PasswordInput, Stack, Table, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { credentialHeader } from '@toolyard/contracts';
import type { Server } from '../../../api/servers/servers.js';
import { setClientSecret } from '../../../api/servers/variables.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { ScrollTable } from '../../../ui/list/scroll-table.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

type Auth = Server['auth'];

const methods: Record<Auth['method'], { label: string; means: string }> = {
  none: { label: 'No authentication', means: 'The server needs nothing from its users.' },
  credentials: {
    label: 'API key / credentials',
    means: 'Each user fills in these fields. The server gets the values as request headers.',
  },
  oauth2: {
    label: 'OAuth 2.0',
    means: 'Each user connects their own account at the provider. The server gets a token as a request header.',
  },
};

/** How the server acts for its users at the service behind it. The method cannot be changed. */
export function Authentication({ server }: { server: Server }) {
  const { auth } = server;
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600}>
          {methods[auth.method].label}
        </Text>
        <Text size="sm" c="dimmed">
          {methods[auth.method].means} It cannot be changed after creation.
        </Text>
      </div>
      {auth.method === 'credentials' && <Fields auth={auth} />}
      {auth.method === 'oauth2' && (
        <>
          <Provider auth={auth} />
          <ClientSecret server={server} />
        </>
      )}
    </Stack>
  );
}

function Fields({ auth: { fields } }: { auth: Extract<Auth, { method: 'credentials' }> }) {
  return (
    <ScrollTable label="Fields that each user fills in" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Label</Table.Th>
          <Table.Th visibleFrom="xs">Header</Table.Th>
          <Table.Th visibleFrom="sm">Placeholder</Table.Th>
          <Table.Th>Kind</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map(({ name, label, placeholder, secret }) => (
          <Table.Tr key={name}>
            <Table.Td>
              <Code>
                <Untrusted text={name} />
              </Code>
            </Table.Td>
            <Table.Td>
              <Untrusted text={label} />
            </Table.Td>
            <Table.Td visibleFrom="xs">
              <Code>{credentialHeader(name)}</Code>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Untrusted text={placeholder ?? '–'} />
            </Table.Td>
            <Table.Td>{secret ? 'Secret' : 'Plain'}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function Provider({ auth }: { auth: Extract<Auth, { method: 'oauth2' }> }) {
  const { authorizationUrl, tokenUrl, revocationUrl, clientId, scopes } = auth;
  const rows = [
    ['Authorization URL', authorizationUrl],
    ['Token URL', tokenUrl],
    ...(revocationUrl ? [['Revocation URL', revocationUrl]] : []),
    ['Client id', clientId],
  ] as [string, string][];
  return (
    <DataList labelWidth={130}>
      {rows.map(([name, value]) => (
        <DataList.Item key={name}>
          <DataList.ItemLabel>{name}</DataList.ItemLabel>
          <DataList.ItemValue>
            <Text size="sm" ff="monospace">
              <Untrusted text={value} />
            </Text>
          </DataList.ItemValue>
        </DataList.Item>
      ))}
      <DataList.Item>
        <DataList.ItemLabel>Scopes</DataList.ItemLabel>
        <DataList.ItemValue>
          <Group gap={4}>
            {scopes.length === 0
              ? '–'
              : scopes.map((scope) => (
                  <Badge key={scope} variant="default" tt="none">
                    <Untrusted text={scope} />
                  </Badge>
                ))}
          </Group>
        </DataList.ItemValue>
      </DataList.Item>
    </DataList>
  );
}

/** Stores the client secret of the provider. The stored secret is never shown. */
function ClientSecret({ server }: { server: Server }) {
  const form = useForm({ initialValues: { clientSecret: '' } });
  const { clientSecret } = form.values;
  const { send, busy, error } = useSubmission(() => setClientSecret(server.id, clientSecret), {
    form,
    done: 'The client secret is stored.',
    onDone: () => form.reset(),
  });
  return (
    <form onSubmit={form.onSubmit(() => (clientSecret === '' ? undefined : send()))}>
      <Stack gap="xs">
        <PasswordInput
          label="Client secret"
          description={secretText}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the client secret' }}
          {...form.getInputProps('clientSecret')}
        />
        {error !== null && <ErrorState error={error} />}
        <Group>
          <Button type="submit" variant="default" loading={busy} disabled={clientSecret === ''}>
            Store the secret
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const secretText =
  'The secret of the client that you registered at the provider. It is stored encrypted and never shown again; a new ' +
  'one replaces it. Leave the field empty for a client without a secret.';
