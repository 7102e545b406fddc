import { Badge, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toolFiguresQuery } from '../../api/activity/tool-figures.js';
import type { ToolChanges } from '../../api/deployments/deployments.js';
import { useMe } from '../../api/me/session.js';
import { toolFigureKeys } from '../../api/query-keys.js';
import { overviewQuery } from '../../api/servers/servers.js';
import { type Tool, toolsQuery } from '../../api/servers/tools.js';
import { mayInspect } from '../../domain/servers/server.rules.js';
import { useAfterCalls } from '../../domain/servers/use-after-calls.js';
import { useServer } from '../../domain/servers/use-server.js';
import { EmptyState, ErrorState } from '../../ui/frame/states.js';
import { SearchField } from '../../ui/list/search-field.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { Untrusted } from '../../ui/text/untrusted.js';
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
  useAfterCalls(server.id, () => {
    void client.invalidateQueries({ queryKey: toolFigureKeys.ofServer(server.id) });
    void client.invalidateQueries({ queryKey: toolFigureKeys.trends(server.id) });
  });
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.deploymentId === null)
    return (
      <EmptyState title="No tools yet">
        The platform lists the tools of each deployment before it goes live. There is no live deployment yet.
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
          {data.items.length === 1 ? 'tool' : 'tools'}, figures for 7 days
        </Text>
      </Group>
      {shown.length === 0 ? (
        <EmptyState title={state.search ? 'No tool matches' : 'The live deployment offers no tools'}>
          {state.search
            ? 'The search covers names, titles and descriptions.'
            : 'The server answers, but its list of tools is empty.'}
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
              change={changeOf(tool, changes, data.items.length)}
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
        changes={changes}
        opened={state.compare && inspects}
        onClose={() => change({ compare: false })}
      />
    </Stack>
  );
}

/** What the last deployment did to a tool. When it added all tools, none is marked. */
function changeOf({ name }: Tool, changes: ToolChanges | undefined, count: number): 'new' | 'changed' | null {
  if (!changes) return null;
  if (changes.added.includes(name) && changes.added.length < count) return 'new';
  return changes.changed.includes(name) ? 'changed' : null;
}

function matches({ name, title = '', description = '' }: Tool, search: string): boolean {
  const needle = search.toLowerCase();
  return [name, title, description].some((text) => text.toLowerCase().includes(needle));
}

/** The changes of the last deployment in one line. */
function Changes({
  changes: { added, changed, dropped },
  onCompare,
}: {
  changes: ToolChanges;
  onCompare: (() => void) | null;
}) {
  const kinds = [
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
          {kinds.length === 0 && <Text size="sm">changed no tool.</Text>}
          {kinds.map(({ word, names, color }) => (
            <Group key={word} gap={6}>
              <Badge variant="light" color={color} tt="none" className={classes['mark']}>
                {names.length} {word}
              </Badge>
              <Text size="sm" ff="monospace">
                <Untrusted text={names.slice(0, 4).join(', ') + (names.length > 4 ? ' …' : '')} />
              </Text>
            </Group>
          ))}
        </Group>
        {onCompare && kinds.length > 0 && (
          <Button size="xs" variant="default" leftSection={<IconArrowsDiff size={16} />} onClick={onCompare}>
            Compare contracts
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function Loading() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={36} width={300} />
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={52} />
      ))}
    </Stack>
  );
}
