import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function FirstRunPage() {
  return (
    <>
      <PageTitle title="First steps" />
      <EmptyState title="First steps appears here">This page is not there yet.</EmptyState>
    </>
  );
}
