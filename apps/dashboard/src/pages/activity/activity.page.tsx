import { useQuery } from '@tanstack/react-query';
import { allServersQuery } from '../../api/users-and-groups.js';
import { useMe } from '../../api/session.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ActivityView } from './activity-view.js';

const pageSize = 30;
const none: never[] = [];

/** Calls of all servers of the organisation. */
export function ActivityPage() {
  const { role } = useMe();
  const { data: servers = none } = useQuery(allServersQuery);
  const seesAll = role === 'admin' || role === 'auditor';
  return (
    <>
      <PageTitle
        title="Activity"
        description={seesAll ? 'Every tool call of the organisation.' : 'Your own tool calls.'}
      />
      <ActivityView servers={servers} pageSize={pageSize} />
    </>
  );
}
