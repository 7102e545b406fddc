import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function CreateServerPage() {
  return (
    <>
      <PageTitle title="Create server" />
      <EmptyState title="Create server appears here">This page is not there yet.</EmptyState>
    </>
  );
}
