import { EmptyState } from '../../parts/states.js';
import { PageTitle } from '../../parts/page-title.js';

export function SignInPage() {
  return (
    <>
      <PageTitle title="Sign in" />
      <EmptyState title="Sign in appears here">This page is not there yet.</EmptyState>
    </>
  );
}
