import { Anchor, Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { deploymentQuery } from '../../api/deployments.js';
import { serverQuery } from '../../api/server.js';
import { useMe } from '../../api/session.js';
import { Pending } from '../../ui/frame/pending.js';
import { shortSha } from '../../ui/deployments/deployment-status.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { ErrorState, NoRight } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { mayInspect } from '../../domain/server-rights.js';
import { LogHeading } from './log-heading.js';
import { LogPanel } from './log-panel.js';
import classes from './logs.module.css';

/** The logs of one deployment on a page of their own, which a link can point into: `#L12`. */
export function LogsPage() {
  const { slug, id } = useParams({ strict: false });
  const me = useMe();
  const server = useQuery(serverQuery(slug ?? ''));
  const deployment = useQuery(deploymentQuery(id ?? ''));
  if (server.data && !mayInspect(me, server.data))
    return <NoRight what="The logs of this server" needs="admins, auditors and the developer whose server it is" />;
  const failed = [server, deployment].find(({ isError, data }) => isError && !data);
  if (failed) return <ErrorState error={failed.error} retry={() => void failed.refetch()} />;
  if (!server.data || !deployment.data) return <Pending />;
  return (
    <Box className={classes['page']}>
      <PageTitle
        title={`Logs of ${shortSha(deployment.data.commit.sha)}`}
        description={
          <Anchor component={Link} to={`/servers/${server.data.slug}/deployments`} size="sm">
            <Untrusted text={server.data.name} />: deployments
          </Anchor>
        }
      />
      <LogHeading deployment={deployment.data} />
      <LogPanel server={server.data} deployment={deployment.data} />
    </Box>
  );
}
