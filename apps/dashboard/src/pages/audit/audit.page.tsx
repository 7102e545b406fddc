import { useMe } from '../../api/me/session.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { NoRight } from '../../ui/frame/states.js';
import { AuditList } from './audit-list.js';

/** Who changed what, and who read the calls of other users. */
export function AuditPage() {
  const me = useMe();
  return (
    <>
      <PageTitle
        title="Audit log"
        description="Who changed what and when, and who read the payloads of other users. Entries cannot be changed."
      />
      {seesEverything(me) ? <AuditList /> : <NoRight what="The audit log" needs="admins and auditors" />}
    </>
  );
}
