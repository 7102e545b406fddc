import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function SettingsPage() {
  return (
    <>
      <PageTitle title="Settings" />
      <EmptyState title="Settings appears here">This page is not there yet.</EmptyState>
    </>
  );
}
