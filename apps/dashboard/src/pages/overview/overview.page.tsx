import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function OverviewPage() {
  return (
    <>
      <PageTitle title="Overview" />
      <EmptyState title="Overview appears here">This page is not there yet.</EmptyState>
    </>
  );
}
