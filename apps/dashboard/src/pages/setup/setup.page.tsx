import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function SetupPage() {
  return (
    <>
      <PageTitle title="Set up Toolyard" />
      <EmptyState title="Set up Toolyard appears here">This page is not there yet.</EmptyState>
    </>
  );
}
