import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function GroupsPage() {
  return (
    <>
      <PageTitle title="Permission groups" />
      <EmptyState title="Permission groups appears here">This page is not there yet.</EmptyState>
    </>
  );
}
