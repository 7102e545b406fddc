import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function CredentialsPage() {
  return (
    <>
      <PageTitle title="My credentials" />
      <EmptyState title="My credentials appears here">This page is not there yet.</EmptyState>
    </>
  );
}
