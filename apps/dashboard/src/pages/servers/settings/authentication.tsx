import { Badge, Button, Code, DataList, Group, PasswordInput, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { credentialHeader } from '@toolyard/contracts';
import { type FormEvent, useState } from 'react';
import { fieldErrors } from '../../../api/error.js';
import type { Server } from '../../../api/servers.js';
import { setClientSecret } from '../../../api/variables.js';
import { notifyDone } from '../../../ui/frame/notify.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

type Auth = Server['auth'];

const methods: Record<Auth['method'], { label: string; means: string }> = {
  none: { label: 'No authentication', means: 'The server needs nothing from its users.' },
  credentials: {
    label: 'API key / credentials',
    means: 'Each user fills in these fields; the server gets the values as request headers.',
  },
  oauth2: {
    label: 'OAuth 2.0',
    means: 'Each user connects their own account at the provider; the server gets a token as a request header.',
  },
};

/** How the server knows its users at the service behind it. The method is fixed when the server is created. */
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
    <Table.ScrollContainer
      minWidth={0}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="Fields that each user fills in"
    >
      <Table aria-label="Fields that each user fills in" verticalSpacing={6}>
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
      </Table>
    </Table.ScrollContainer>
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

/** Goes in and never comes out again. */
function ClientSecret({ server }: { server: Server }) {
  const [secret, setSecret] = useState('');
  const save = useMutation({
    mutationFn: () => setClientSecret(server.id, secret),
    onSuccess: () => {
      setSecret('');
      notifyDone('The client secret is stored.');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret !== '') save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <PasswordInput
          label="Client secret"
          description="Of the client that you registered at the provider. Stored encrypted and never shown again; a new one replaces it. Leave it for a client without a secret."
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={fieldErrors(save.error)['clientSecret']}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the client secret' }}
        />
        {save.error && <ErrorState error={save.error} />}
        <Group>
          <Button type="submit" variant="default" loading={save.isPending} disabled={secret === ''}>
            Store the secret
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
