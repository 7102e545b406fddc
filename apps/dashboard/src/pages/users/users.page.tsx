import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function UsersPage() {
  return (
    <>
      <PageTitle title="Users" />
      <EmptyState title="Users appears here">This page is not there yet.</EmptyState>
    </>
  );
}
