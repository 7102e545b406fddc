import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function AuditPage() {
  return (
    <>
      <PageTitle title="Audit log" />
      <EmptyState title="Audit log appears here">This page is not there yet.</EmptyState>
    </>
  );
}
