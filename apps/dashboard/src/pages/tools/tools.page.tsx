import { Badge, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Deployment } from '../../api/deployments.js';
import { overviewQuery } from '../../api/server.js';
import { useMe } from '../../api/session.js';
import { type Tool, toolFiguresQuery } from '../../domain/tool-figures.js';
import { toolsQuery } from '../../api/tools.js';
import { SearchField } from '../../ui/list/search-field.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { useAfterCalls } from '../../domain/use-after-calls.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { mayInspect } from '../../domain/server-rights.js';
import { useServer } from '../../domain/use-server.js';
import { ContractDialog } from './contract/compare-contracts.js';
import { ToolItem, type ToolView } from './tool-item.js';
import classes from './tools.module.css';

const defaults = { search: '', tool: '', view: 'contract', compare: false };

export function ToolsPage() {
  const server = useServer();
  const client = useQueryClient();
  const inspects = mayInspect(useMe(), server);
  const [state, change] = useListState(defaults);
  const { data, error, refetch } = useQuery(toolsQuery(server.id));
  const overview = useQuery(overviewQuery(server.id));
  const figures = useQuery(toolFiguresQuery(server.id));
  useAfterCalls(
    server.id,
    () =>
      void client.invalidateQueries({
        predicate: ({ queryKey: [area, id] }) => (area === 'tool-figures' || area === 'tool-trend') && id === server.id,
      }),
  );
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (data.deploymentId === null)
    return (
      <EmptyState title="No tools yet">
        Tools are discovered from each deployment before it goes live. Nothing is live yet.
      </EmptyState>
    );
  const changes = overview.data?.live?.id === data.deploymentId ? overview.data.live.changes : undefined;
  const shown = data.items.filter((tool) => matches(tool, state.search));
  return (
    <Stack gap="md">
      {changes && (
        <Changes changes={changes} onCompare={inspects ? () => change({ compare: true }, { push: true }) : null} />
      )}
      <Group justify="space-between" gap="xs">
        <SearchField label="Search tools" value={state.search} onChange={(search) => change({ search })} />
        <Text size="sm" c="dimmed" role="status">
          {state.search ? `${shown.length} of ${data.items.length}` : data.items.length}{' '}
          {data.items.length === 1 ? 'tool' : 'tools'}, figures of 7 days
        </Text>
      </Group>
      {shown.length === 0 ? (
        <EmptyState title={state.search ? 'No tool matches' : 'The live deployment offers no tools'}>
          {state.search
            ? 'Names, titles and descriptions are searched.'
            : 'It answers, but its list of tools is empty.'}
        </EmptyState>
      ) : (
        <ul className={`${classes['list']} ${classes['fields']}`} aria-label="Tools">
          {shown.map((tool, index) => (
            <ToolItem
              key={`${index} ${tool.name}`}
              id={`tool-${index}`}
              server={server}
              tool={tool}
              figures={figures.data && (figures.data.get(tool.name) ?? null)}
              change={
                changes?.added.includes(tool.name) && changes.added.length < data.items.length
                  ? 'new'
                  : changes?.changed.includes(tool.name)
                    ? 'changed'
                    : null
              }
              open={state.tool === tool.name}
              view={state.view as ToolView}
              onToggle={() => change({ tool: state.tool === tool.name ? '' : tool.name, view: 'contract' })}
              onView={(view) => change({ view })}
            />
          ))}
        </ul>
      )}
      <ContractDialog
        serverId={server.id}
        deploymentId={data.deploymentId}
        opened={state.compare && inspects}
        onClose={() => change({ compare: false })}
      />
    </Stack>
  );
}

function matches({ name, title = '', description = '' }: Tool, search: string): boolean {
  const wanted = search.toLowerCase();
  return [name, title, description].some((each) => each.toLowerCase().includes(wanted));
}

/** Says in one line what is new, so that a reader knows whether to look closer. */
function Changes({
  changes: { added, changed, dropped },
  onCompare,
}: {
  changes: NonNullable<Deployment['changes']>;
  onCompare: (() => void) | null;
}) {
  const parts = [
    { word: 'added', names: added, color: 'green' },
    { word: 'changed', names: changed, color: 'yellow' },
    { word: 'dropped', names: dropped, color: 'red' },
  ].filter(({ names }) => names.length > 0);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs" align="flex-start">
        <Group gap="6px 16px">
          <Text size="sm" fw={600}>
            The last deployment
          </Text>
          {parts.length === 0 && <Text size="sm">changed no tool.</Text>}
          {parts.map(({ word, names, color }) => (
            <Group key={word} gap={6}>
              <Badge variant="light" color={color} tt="none" className={classes['mark']}>
                {names.length} {word}
              </Badge>
              <Text size="sm" ff="monospace" lineClamp={1}>
                <Untrusted text={names.slice(0, 4).join(', ') + (names.length > 4 ? ' …' : '')} />
              </Text>
            </Group>
          ))}
        </Group>
        {onCompare && parts.length > 0 && (
          <Button size="xs" variant="default" leftSection={<IconArrowsDiff size={16} />} onClick={onCompare}>
            Compare contracts
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function Waiting() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={36} width={300} />
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={52} />
      ))}
    </Stack>
  );
}
