import { Alert, Badge, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { callersQuery } from '../../../api/activity/tool-figures.js';
import type { ToolChanges } from '../../../api/deployments/deployments.js';
import { type Tool, contractQuery } from '../../../api/servers/tools.js';
import { sortedJson } from '../../../format/json.js';
import { EmptyState, ErrorState } from '../../../ui/frame/states.js';
import { RelativeTime } from '../../../ui/text/relative-time.js';
import { Untrusted } from '../../../ui/text/untrusted.js';
import classes from './contract-diff.module.css';
import { changedSections, changedTools } from './contract.js';
import { DiffView } from './diff-view.js';

interface Props {
  serverId: string;
  deploymentId: string;
  changes: ToolChanges;
}

/** The contracts of the tools that a deployment added, changed and dropped, beside those of the deployment before. */
export function ContractDiff({ serverId, deploymentId, changes }: Props) {
  const { data, error, refetch } = useQuery(contractQuery(deploymentId));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={240} />;
  if (!data.before)
    return (
      <EmptyState title="Nothing to compare">
        This is the first deployment that went live. It has {tools(data.items.length)}.
      </EmptyState>
    );
  const { added, changed, dropped } = changedTools(changes, data.before.items, data.items);
  if (added.length + changed.length + dropped.length === 0)
    return <EmptyState title="No difference">The deployment has the same tools as the deployment before.</EmptyState>;
  return (
    <Stack gap="xl">
      <Section title="Dropped" color="red" count={dropped.length}>
        {dropped.map((tool) => (
          <ToolSection key={tool.name} tool={tool}>
            <FormerCallers serverId={serverId} tool={tool.name} />
            <DiffView before={contractText(tool)} after="" label={`Contract of ${tool.name}, dropped`} />
          </ToolSection>
        ))}
      </Section>
      <Section title="Changed" color="yellow" count={changed.length}>
        {changed.map(({ before, after }) => (
          <ToolSection key={after.name} tool={after}>
            {changedSections(before, after).map((section) => (
              <div key={section.title}>
                <Text size="xs" fw={600} mb={4}>
                  {section.title}
                </Text>
                <DiffView
                  before={section.before}
                  after={section.after}
                  label={`${section.title} of ${after.name}, before and after`}
                />
              </div>
            ))}
          </ToolSection>
        ))}
      </Section>
      <Section title="Added" color="green" count={added.length}>
        {added.map((tool) => (
          <ToolSection key={tool.name} tool={tool}>
            <DiffView before="" after={contractText(tool)} label={`Contract of ${tool.name}, added`} />
          </ToolSection>
        ))}
      </Section>
    </Stack>
  );
}

const tools = (count: number): string => (count === 1 ? 'one tool' : `${count} tools`);
const contractText = ({ description, inputSchema }: Tool): string =>
  `${description ?? ''}\n\n${sortedJson(inputSchema)}`.trimStart();

function Section({
  title,
  color,
  count,
  children,
}: {
  title: string;
  color: string;
  count: number;
  children: React.ReactNode;
}) {
  if (count === 0) return null;
  return (
    <section>
      <Group gap="xs" mb="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        <Badge variant="light" color={color} className={classes['count']}>
          {count}
        </Badge>
      </Group>
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}

function ToolSection({ tool, children }: { tool: Tool; children: React.ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={4} size="h6" ff="monospace">
        <Untrusted text={tool.name} />
      </Title>
      {children}
    </Stack>
  );
}

/** Who called a tool that was dropped. */
function FormerCallers({ serverId, tool }: { serverId: string; tool: string }) {
  const { data, error } = useQuery(callersQuery(serverId, tool));
  if (error) return <ErrorState error={error} title="The callers could not be read" />;
  if (!data) return <Skeleton height={20} width={260} />;
  if (data.calls === 0)
    return (
      <Text size="sm" c="dimmed">
        It was not called in the last 30 days.
      </Text>
    );
  return (
    <Alert color="yellow" variant="light" p="xs">
      <Text size="sm">
        {data.calls.toLocaleString('en')} {data.calls === 1 ? 'call' : 'calls'} by{' '}
        {data.users === 1 ? 'one person' : `${data.users} people`} in the last 30 days, the last{' '}
        <RelativeTime at={data.lastCalledAt} />: <Untrusted text={data.names.slice(0, 12).join(', ')} />
        {data.users > Math.min(12, data.names.length) && ' and others'}.
      </Text>
    </Alert>
  );
}
