import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function SourcesPage() {
  return (
    <>
      <PageTitle title="Source connections" />
      <EmptyState title="Source connections appears here">This page is not there yet.</EmptyState>
    </>
  );
}
