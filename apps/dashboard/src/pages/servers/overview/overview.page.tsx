import { Anchor, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMe } from '../../../api/me/session.js';
import { serverKeys } from '../../../api/query-keys.js';
import { overviewQuery } from '../../../api/servers/servers.js';
import { mayInspect } from '../../../domain/servers/server.rules.js';
import { useAfterCalls } from '../../../domain/servers/use-after-calls.js';
import { useServer } from '../../../domain/servers/use-server.js';
import { CallsTable } from '../../../ui/calls/calls-table.js';
import { FigureCards } from '../../../ui/calls/figure-cards.js';
import { ClientConfig } from '../../../ui/client-config/client-config.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { CopyButton } from '../../../ui/text/copy-button.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { ConnectionCheck } from '../../connection-check/connection-check.js';
import { Deployments } from './live-deployment.js';

export function OverviewPage() {
  const server = useServer();
  const me = useMe();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(overviewQuery(server.id));
  useAfterCalls(server.id, () => void client.invalidateQueries({ queryKey: serverKeys.overview(server.id) }));
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      <Section title="Last 7 days">
        <FigureCards figures={data} />
      </Section>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Section title="MCP server URL">
            <Paper withBorder p="sm">
              <Group wrap="nowrap" justify="space-between" gap="xs">
                <Text size="sm" ff="monospace">
                  <Untrusted text={server.mcpUrl} />
                </Text>
                <CopyButton value={server.mcpUrl} label="Copy the MCP server URL" />
              </Group>
              <Text size="xs" c="dimmed" mt={4}>
                Leads to the live deployment. The URL never changes.
              </Text>
            </Paper>
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Section title="Deployment">
            <Deployments server={server} overview={data} inspects={mayInspect(me, server)} />
          </Section>
        </Grid.Col>
      </Grid>
      <Section
        title="Recent tool calls"
        link={
          <Anchor component={Link} to={`/servers/${server.slug}/activity`} size="sm">
            All activity
          </Anchor>
        }
      >
        {data?.recent.length === 0 ? (
          <EmptyState title="No calls yet">Connect a client, or try a tool under Tools.</EmptyState>
        ) : (
          <CallsTable label="Recent tool calls" calls={data?.recent} skeletonRows={10} />
        )}
      </Section>
      <Section title="Connect a client">
        <ClientConfig server={server} />
      </Section>
      <Section title="Connection check">
        <ConnectionCheck serverId={server.id} />
      </Section>
    </>
  );
}

function Section({ title, link, children }: { title: string; link?: React.ReactNode; children: React.ReactNode }) {
  return (
    <Stack component="section" gap="xs" mb="lg">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {title}
        </Title>
        {link}
      </Group>
      {children}
    </Stack>
  );
}
