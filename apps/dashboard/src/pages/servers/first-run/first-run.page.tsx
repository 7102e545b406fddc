import { Anchor, Button, Group, Text, Timeline, Title } from '@mantine/core';
import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type Deployment, pastDeploymentsQuery } from '../../../api/deployments/deployments.js';
import { serverQuery } from '../../../api/servers/servers.js';
import { toolsQuery } from '../../../api/servers/tools.js';
import { ClientConfig } from '../../../ui/client-config/client-config.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { ErrorState } from '../../../ui/frame/states.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { BuildStep } from './build-step.js';
import classes from './first-run.module.css';
import { PushStep } from './push-step.js';
import { stepsDone } from './steps-done.js';

/** The steps from an empty repository to a called tool. Each step is marked as soon as it is done. */
export function FirstRunPage() {
  const { slug = '' } = useParams({ strict: false });
  const server = useQuery(serverQuery(slug));
  const deployments = useQuery({ ...pastDeploymentsQuery(server.data?.id ?? ''), enabled: server.data !== undefined });
  const tools = useQuery({ ...toolsQuery(server.data?.id ?? ''), enabled: server.data?.liveDeploymentId != null });
  if (server.error) return <ErrorState error={server.error} retry={() => void server.refetch()} />;
  if (!server.data) return <PageTitle title="First steps" />;
  const newest: Deployment | undefined = deployments.data?.[0];
  const done = stepsDone(server.data, newest);
  const firstTool = tools.data?.items[0]?.name;
  return (
    <>
      <PageTitle
        title={`First steps with ${server.data.name}`}
        description="From your code to the first call of a tool."
        actions={
          <Button
            component={Link}
            to={`/servers/${slug}/overview`}
            variant="default"
            rightSection={<IconArrowRight size={16} />}
          >
            Go to the server
          </Button>
        }
      >
        First steps with <Untrusted text={server.data.name} />
      </PageTitle>
      <Timeline active={done - 1} bulletSize={28} maw={860}>
        <Step done={done > 0} number={1} title="Push your code">
          <PushStep server={server.data} pushed={done > 0} />
        </Step>
        <Step done={done > 1} number={2} title="Watch it build">
          <BuildStep slug={slug} deployment={newest} past={deployments.data ?? []} />
        </Step>
        <Step done={false} number={3} title="Connect a client">
          <ClientConfig server={server.data} />
        </Step>
        <Step done={false} number={4} title="Call a tool">
          <Group gap="sm">
            {done < 2 ? (
              <Text size="sm" c="dimmed">
                Possible as soon as the server is live.
              </Text>
            ) : (
              <>
                <Button
                  component={Link}
                  to={`/servers/${slug}/tools`}
                  search={(firstTool === undefined ? {} : { tool: firstTool, view: 'try' }) as never}
                >
                  Try a tool here
                </Button>
                <Anchor component={Link} to={`/servers/${slug}/overview`} size="sm" underline="always">
                  Check the connection as a client would
                </Anchor>
              </>
            )}
          </Group>
        </Step>
      </Timeline>
    </>
  );
}

/** The timeline adds properties to its items; they are handed on. */
function Step({
  done,
  number,
  title,
  children,
  ...item
}: {
  done: boolean;
  number: number;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <Timeline.Item
      {...item}
      bullet={done ? <IconCheck size={16} aria-label="Done" /> : number}
      title={
        <Title order={2} size="h5">
          {title}
        </Title>
      }
    >
      <div className={classes['step']}>{children}</div>
    </Timeline.Item>
  );
}
