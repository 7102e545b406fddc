import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function ServersPage() {
  return (
    <>
      <PageTitle title="Servers" />
      <EmptyState title="Servers appears here">This page is not there yet.</EmptyState>
    </>
  );
}
