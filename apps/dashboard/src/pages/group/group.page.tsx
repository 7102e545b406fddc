import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function GroupPage() {
  return (
    <>
      <PageTitle title="Permission group" />
      <EmptyState title="Permission group appears here">This page is not there yet.</EmptyState>
    </>
  );
}
