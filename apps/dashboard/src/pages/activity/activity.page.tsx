import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../api/me/session.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { seesEverything } from '../../domain/accounts/roles.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ActivityView } from './activity-view.js';

const pageSize = 30;
const none: never[] = [];

/** Calls of all servers of the organisation. */
export function ActivityPage() {
  const { data: servers = none } = useQuery(allServersQuery);
  const seesAll = seesEverything(useMe());
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
