import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function ConnectionsPage() {
  return (
    <>
      <PageTitle title="My connections" />
      <EmptyState title="My connections appears here">This page is not there yet.</EmptyState>
    </>
  );
}
