import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Invitation, invitationsQuery, withdrawInvitation } from '../../../api/access/invitations.js';
import { invitationKeys } from '../../../api/query-keys.js';
import { roleTexts } from '../../../domain/accounts/roles.js';
import { visibleText } from '../../../format/visible-text.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';

/** The invitations that were not accepted yet. */
export function Invitations() {
  const invitations = useQuery(invitationsQuery);
  const { send: withdraw } = useSubmission(({ id }: Invitation) => withdrawInvitation(id), {
    stale: [invitationKeys.all],
    done: (_, { email }) => `The link for ${visibleText(email)} no longer works.`,
    failed: 'The invitation was not withdrawn',
  });
  const columns: Column<Invitation>[] = [
    { key: 'email', title: 'E-mail', render: ({ email }) => <Untrusted text={email} /> },
    { key: 'role', title: 'Role', width: 110, render: ({ role }) => roleTexts[role].label },
    {
      key: 'ends',
      title: 'Expires',
      width: 130,
      from: 'sm',
      render: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      key: 'withdraw',
      title: (
        <Text span size="sm">
          Link
        </Text>
      ),
      width: 110,
      render: (invitation) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => withdraw(invitation)}
          aria-label={`Withdraw the invitation of ${visibleText(invitation.email)}`}
        >
          Withdraw
        </Button>
      ),
    },
  ];
  if (invitations.isError) return <ErrorState error={invitations.error} retry={() => void invitations.refetch()} />;
  if (invitations.data?.items.length === 0)
    return (
      <EmptyState title="No open invitations">
        An invitation is listed here until it is accepted or withdrawn.
      </EmptyState>
    );
  return (
    <DataTable
      label="Open invitations"
      columns={columns}
      rows={invitations.data?.items}
      rowKey={({ id }) => id}
      skeletonRows={3}
    />
  );
}
