import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Invitation, invitationsQuery, withdrawInvitation } from '../../../api/users-and-groups.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { notifyDone, notifyFailed } from '../../../ui/frame/notify.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { roleTexts } from '../../../domain/roles.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { visibleText } from '../../../format/visible-text.js';

/** Links that were made and not used yet. */
export function Invitations() {
  const client = useQueryClient();
  const invitations = useQuery(invitationsQuery);
  const withdraw = ({ id, email }: Invitation) =>
    void withdrawInvitation(id)
      .then(() => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }))
      .then(
        () => notifyDone(`The link for ${visibleText(email)} works no more.`),
        (error: unknown) => notifyFailed(error),
      );
  const columns: Column<Invitation>[] = [
    { key: 'email', title: 'E-mail', render: ({ email }) => <Untrusted text={email} /> },
    { key: 'role', title: 'Role', width: 110, render: ({ role }) => roleTexts[role].label },
    { key: 'ends', title: 'Ends', width: 130, from: 'sm', render: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
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
        Invite somebody, and the link is listed here until it is used.
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
