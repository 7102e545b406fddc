import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function InvitationPage() {
  return (
    <>
      <PageTitle title="Invitation" />
      <EmptyState title="Invitation appears here">This page is not there yet.</EmptyState>
    </>
  );
}
