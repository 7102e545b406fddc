import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function ActivityPage() {
  return (
    <>
      <PageTitle title="Activity" />
      <EmptyState title="Activity appears here">This page is not there yet.</EmptyState>
    </>
  );
}
