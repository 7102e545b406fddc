import { Anchor, Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { deploymentQuery } from '../../api/deployments/deployments.js';
import { useMe } from '../../api/me/session.js';
import { serverQuery } from '../../api/servers/servers.js';
import { mayInspect } from '../../domain/servers/server.rules.js';
import { shortSha } from '../../ui/deployments/deployment-status.js';
import { PageTitle } from '../../ui/frame/page-title.js';
import { Pending } from '../../ui/frame/pending.js';
import { ErrorState, NoRight } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { LogHeading } from './log-heading.js';
import { LogPanel } from './log-panel.js';
import classes from './logs.module.css';

/** The logs of one deployment as a page. A link can name lines: `#L12`. */
export function LogsPage() {
  const { slug, id } = useParams({ strict: false });
  const me = useMe();
  const server = useQuery(serverQuery(slug ?? ''));
  const deployment = useQuery(deploymentQuery(id ?? ''));
  if (server.data && !mayInspect(me, server.data))
    return <NoRight what="The logs of this server" needs="admins, auditors and the developer who created the server" />;
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
