import { Alert, Skeleton, Stack } from '@mantine/core';
import { IconLockPassword } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../../api/me/credentials.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { CredentialCard } from './credential-card.js';

const pageText =
  'Your own keys and accounts for servers that act in your name. ' +
  'They are stored encrypted, sent to that server only, and never shown again.';
const defaults = { outcome: '' };

/** How an authorization at a provider ended, after which the browser came back here. */
const outcomes: Record<string, { color: string; title: string; text: string }> = {
  connected: { color: 'green', title: 'Connected', text: 'Your account is connected. Calls work from now on.' },
  failed: {
    color: 'red',
    title: 'Not connected',
    text:
      'The provider refused the connection. Its answer is shown at the server below. ' +
      'Try again, or ask the creator of the server.',
  },
  stale: {
    color: 'yellow',
    title: 'Not connected',
    text: 'The authorization took too long, or it began in another browser. Nothing was changed. Connect again.',
  },
};

/** The credentials of the user for all servers that ask for one. */
export function CredentialsPage() {
  const [{ outcome }, change] = useListState(defaults);
  const notice = outcomes[outcome];
  const query = useQuery(credentialsQuery);
  const { data } = query;
  return (
    <>
      <PageTitle title="My credentials" description={pageText} />
      {notice && (
        <Alert
          color={notice.color}
          variant="light"
          mb="md"
          maw={820}
          title={notice.title}
          withCloseButton
          onClose={() => change({ outcome: '' })}
          role="status"
        >
          {notice.text}
        </Alert>
      )}
      <ListFrame
        query={query}
        isEmpty={data?.length === 0}
        empty={
          <EmptyState title="No server asks for credentials" icon={<IconLockPassword size={32} />}>
            Servers that need an API key or an OAuth 2.0 account are listed here as soon as you may use them.
          </EmptyState>
        }
      >
        <Stack gap="sm" maw={820}>
          {data
            ? data
                .toSorted(unfinishedFirst)
                .map((credential) => <CredentialCard key={credential.serverId} credential={credential} />)
            : [0, 1, 2].map((index) => <Skeleton key={index} height={92} />)}
        </Stack>
      </ListFrame>
    </>
  );
}

const ready = (status: string): number => (status === 'complete' || status === 'connected' ? 1 : 0);
const unfinishedFirst = (
  left: { status: string; serverName: string },
  right: { status: string; serverName: string },
): number => ready(left.status) - ready(right.status) || left.serverName.localeCompare(right.serverName);
