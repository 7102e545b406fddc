import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function ToolsPage() {
  return (
    <>
      <PageTitle title="Tools" />
      <EmptyState title="Tools appears here">This page is not there yet.</EmptyState>
    </>
  );
}
