import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function LogsPage() {
  return (
    <>
      <PageTitle title="Logs" />
      <EmptyState title="Logs appears here">This page is not there yet.</EmptyState>
    </>
  );
}
