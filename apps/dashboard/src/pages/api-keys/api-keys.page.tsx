import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function ApiKeysPage() {
  return (
    <>
      <PageTitle title="API keys" />
      <EmptyState title="API keys appears here">This page is not there yet.</EmptyState>
    </>
  );
}
