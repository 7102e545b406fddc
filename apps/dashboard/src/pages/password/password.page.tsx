import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function PasswordPage() {
  return (
    <>
      <PageTitle title="New password" />
      <EmptyState title="New password appears here">This page is not there yet.</EmptyState>
    </>
  );
}
