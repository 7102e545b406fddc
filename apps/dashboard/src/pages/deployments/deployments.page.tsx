import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMe } from '../../api/me/session.js';
import { serverQuery } from '../../api/servers/servers.js';
import { mayInspect, mayManage } from '../../domain/servers/server.rules.js';
import { Pending } from '../../ui/frame/pending.js';
import { NoRight } from '../../ui/frame/states.js';
import { DeploymentList } from './deployment-list.js';

/** The live, earlier and unfinished deployments of a server. */
export function DeploymentsPage() {
  const { slug } = useParams({ strict: false });
  const me = useMe();
  const { data: server } = useQuery(serverQuery(slug ?? ''));
  if (!server) return <Pending />;
  if (!mayInspect(me, server))
    return (
      <NoRight
        what="The deployments of this server"
        needs="admins, auditors and the developer who created the server"
      />
    );
  return <DeploymentList key={server.id} server={server} manages={mayManage(me, server)} />;
}
