import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { serverQuery } from '../../../api/servers/servers.js';
import { Pending } from '../../../ui/frame/pending.js';
import { ActivityView } from '../../activity/activity-view.js';

const pageSize = 10;

/** Calls of one server. */
export function ServerActivityPage() {
  const { slug } = useParams({ strict: false });
  const { data: server } = useQuery(serverQuery(slug ?? ''));
  return server ? <ActivityView key={server.id} server={server} pageSize={pageSize} /> : <Pending />;
}
