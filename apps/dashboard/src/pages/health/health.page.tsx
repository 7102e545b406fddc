import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function HealthPage() {
  return (
    <>
      <PageTitle title="Health" />
      <EmptyState title="Health appears here">This page is not there yet.</EmptyState>
    </>
  );
}
