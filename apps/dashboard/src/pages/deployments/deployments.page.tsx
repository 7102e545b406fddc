import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { serverQuery } from '../../api/server.js';
import { useMe } from '../../api/session.js';
import { Pending } from '../../ui/frame/pending.js';
import { NoRight } from '../../ui/frame/states.js';
import { mayInspect, mayManage } from '../../domain/server-rights.js';
import { DeploymentList } from './deployment-list.js';

/** What was brought live at a server, what failed to, and what is on its way. */
export function DeploymentsPage() {
  const { slug } = useParams({ strict: false });
  const me = useMe();
  const { data: server } = useQuery(serverQuery(slug ?? ''));
  if (!server) return <Pending />;
  if (!mayInspect(me, server))
    return (
      <NoRight what="The deployments of this server" needs="admins, auditors and the developer whose server it is" />
    );
  return <DeploymentList key={server.id} server={server} manages={mayManage(me, server)} />;
}
