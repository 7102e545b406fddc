import { Alert, Skeleton, Stack } from '@mantine/core';
import { IconLockPassword } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../../api/credentials.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { CredentialCard } from './credential-card.js';

const defaults = { outcome: '' };

/** What became of a connection that sent the browser to its provider and back. */
const outcomes: Record<string, { color: string; title: string; text: string }> = {
  connected: { color: 'green', title: 'Connected', text: 'Your account is connected. Calls work from now on.' },
  failed: {
    color: 'red',
    title: 'Not connected',
    text: 'The provider did not let you connect. What it said stands at the server below; try again, or ask the creator of the server.',
  },
  stale: {
    color: 'yellow',
    title: 'Not connected',
    text: 'The way to the provider and back took too long, or began in another browser. Nothing was changed; connect again.',
  },
};

/** What somebody has to give to the servers that act in their name elsewhere. */
export function CredentialsPage() {
  const [{ outcome }, change] = useListState(defaults);
  const told = outcomes[outcome];
  const { data, error, refetch } = useQuery(credentialsQuery);
  return (
    <>
      <PageTitle
        title="My credentials"
        description="Your own keys and accounts for servers that act in your name. Stored encrypted, given to that server alone with each of your calls, and never shown again."
      />
      {told && (
        <Alert
          color={told.color}
          variant="light"
          mb="md"
          maw={820}
          title={told.title}
          withCloseButton
          onClose={() => change({ outcome: '' })}
          role="status"
        >
          {told.text}
        </Alert>
      )}
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState title="No server asks for credentials" icon={<IconLockPassword size={32} />}>
          Servers whose creator chose API key or OAuth 2.0 appear here as soon as you may use them.
        </EmptyState>
      ) : (
        <Stack gap="sm" maw={820}>
          {data
            ? data
                .toSorted(unfinishedFirst)
                .map((credential) => <CredentialCard key={credential.serverId} credential={credential} />)
            : [0, 1, 2].map((index) => <Skeleton key={index} height={92} />)}
        </Stack>
      )}
    </>
  );
}

const ready = (status: string): number => (status === 'complete' || status === 'connected' ? 1 : 0);
const unfinishedFirst = (
  left: { status: string; serverName: string },
  right: { status: string; serverName: string },
): number => ready(left.status) - ready(right.status) || left.serverName.localeCompare(right.serverName);
