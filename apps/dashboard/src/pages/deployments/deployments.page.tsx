import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function DeploymentsPage() {
  return (
    <>
      <PageTitle title="Deployments" />
      <EmptyState title="Deployments appears here">This page is not there yet.</EmptyState>
    </>
  );
}
