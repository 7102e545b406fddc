import { useMe } from '../../api/session.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { NoRight } from '../../ui/frame/states.js';
import { AuditList } from './audit-list.js';

/** Who changed what, and who read the calls of others. */
export function AuditPage() {
  const { role } = useMe();
  return (
    <>
      <PageTitle
        title="Audit log"
        description="Who changed what and when, and who read the payloads of others. Nothing in it can be changed."
      />
      {role === 'admin' || role === 'auditor' ? (
        <AuditList />
      ) : (
        <NoRight what="The audit log" needs="admins and auditors" />
      )}
    </>
  );
}
