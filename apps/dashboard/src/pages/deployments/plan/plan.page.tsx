import { Alert, Anchor, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconAdjustments, IconFileUnknown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type BuildPlan, buildSettingsQuery, type PlanLine, planQuery } from '../../../api/deployments/build-plan.js';
import { type Deployment, deploy, deploymentQuery } from '../../../api/deployments/deployments.js';
import { deploymentKeys } from '../../../api/query-keys.js';
import { useMe } from '../../../api/me/session.js';
import { type Server, serverQuery } from '../../../api/servers/servers.js';
import { mayInspect, mayManage } from '../../../domain/servers/server.rules.js';
import { visibleText } from '../../../format/visible-text.js';
import { CommitText } from '../../../ui/deployments/commit-text.js';
import { useSubmission } from '../../../ui/form/use-submission.js';
import { PageTitle } from '../../../ui/frame/page-title.js';
import { Pending } from '../../../ui/frame/pending.js';
import { EmptyState, ErrorState, NoRight } from '../../../ui/frame/states.js';
import { type Column, DataTable } from '../../../ui/list/data-table.js';
import { ListFrame } from '../../../ui/list/list-frame.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import { EditLineDialog } from './edit-line.dialog.js';
import { isPlanField, type PlanField } from './plan-fields.js';

/** How the image of a deployment was made, where each decision came from, and what replaces it. */
export function PlanPage() {
  const { slug = '', id = '' } = useParams({ strict: false });
  const me = useMe();
  const server = useQuery(serverQuery(slug));
  const deployment = useQuery(deploymentQuery(id));
  if (server.error) return <ErrorState error={server.error} retry={() => void server.refetch()} />;
  if (!server.data) return <Pending />;
  if (!mayInspect(me, server.data))
    return <NoRight what="The build plan" needs="admins, auditors and the developer who created the server" />;
  return (
    <>
      <PageTitle
        title="How this was built"
        description={
          <Anchor component={Link} to={`/servers/${slug}/deployments`} size="sm">
            <Untrusted text={server.data.name} />: deployments
          </Anchor>
        }
      />
      <Plan server={server.data} id={id} deployment={deployment.data} manages={mayManage(me, server.data)} />
    </>
  );
}

function Plan({
  server,
  id,
  deployment,
  manages,
}: {
  server: Server;
  id: string;
  deployment: Deployment | undefined;
  manages: boolean;
}) {
  const query = useQuery(planQuery(id));
  const { data } = query;
  const settings = useQuery(buildSettingsQuery(server.id));
  const [editing, setEditing] = useState<PlanField | null>(null);
  const replaced = Object.keys(settings.data ?? {});
  return (
    <Stack gap="md">
      {deployment && <CommitText commit={deployment.commit} />}
      {replaced.length > 0 && <Replaced server={server} fields={replaced} deployment={deployment} manages={manages} />}
      <ListFrame
        query={query}
        isEmpty={data?.lines.length === 0}
        empty={
          <EmptyState title="This deployment has no plan" icon={<IconFileUnknown size={32} />}>
            It was built before plans were kept, or its build ended before one was made.
          </EmptyState>
        }
      >
        <DataTable
          label="Build plan"
          columns={columnsFor(manages && settings.data ? setEditing : null)}
          rows={data?.lines}
          rowKey={({ key, value, from }) => `${key} ${value} ${from}`}
        />
      </ListFrame>
      {data && data.ignored.length > 0 && <Ignored ignored={data.ignored} />}
      {editing && settings.data && (
        <EditLineDialog
          server={server}
          field={editing}
          settings={settings.data}
          decided={data?.lines.find(({ field }) => field === editing)}
          onClose={() => setEditing(null)}
        />
      )}
    </Stack>
  );
}

function Replaced({
  server,
  fields,
  deployment,
  manages,
}: {
  server: Server;
  fields: string[];
  deployment: Deployment | undefined;
  manages: boolean;
}) {
  const { send, busy } = useSubmission(() => deploy(server.id, deployment?.commit.sha), {
    stale: [deploymentKeys.all],
    done: 'The commit is built again with the build settings.',
    failed: 'Nothing was deployed',
  });
  return (
    <Alert
      color="blue"
      variant="light"
      icon={<IconAdjustments />}
      title="Build settings replace what the repository says"
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          The next deployment is built with{' '}
          {fields.map((field, index) => (
            <span key={field}>
              {index > 0 && ', '}
              <Code>{field}</Code>
            </span>
          ))}{' '}
          of the build settings.
        </Text>
        {manages && !server.disabled && (
          <Button size="xs" variant="default" loading={busy} onClick={() => send()}>
            Build this commit again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

const columnsFor = (edit: ((field: PlanField) => void) | null): Column<PlanLine>[] => [
  {
    key: 'key',
    title: 'Decision',
    width: 190,
    render: ({ key }) => (
      <Text size="sm" fw={500}>
        <Untrusted text={key} />
      </Text>
    ),
  },
  {
    key: 'value',
    title: 'Value',
    render: ({ value, from }) => (
      <>
        <Code>
          <Untrusted text={value} />
        </Code>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          from <Untrusted text={from} />
        </Text>
      </>
    ),
  },
  { key: 'from', title: 'From', from: 'sm', width: 280, render: ({ from }) => <Untrusted text={from} /> },
  ...(edit === null
    ? []
    : [
        {
          key: 'edit',
          title: (
            <Text span size="xs" fw={600}>
              Action
            </Text>
          ),
          width: 90,
          render: ({ field, key, overridable }: PlanLine) =>
            overridable &&
            isPlanField(field) && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => edit(field)}
                aria-label={`Replace ${visibleText(key)}`}
              >
                Replace
              </Button>
            ),
        },
      ]),
];

function Ignored({ ignored }: Pick<BuildPlan, 'ignored'>) {
  return (
    <section>
      <Title order={2} size="h5" mb={6}>
        Not used
      </Title>
      <DataTable
        label="Not used"
        columns={[
          { key: 'what', title: 'What', width: 240, render: ({ what }) => <Untrusted text={what} /> },
          { key: 'why', title: 'Why', render: ({ why }) => <Untrusted text={why} /> },
        ]}
        rows={ignored}
        rowKey={({ what, why }) => `${what} ${why}`}
      />
    </section>
  );
}
