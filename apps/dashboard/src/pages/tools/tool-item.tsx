import { Badge, Group, Stack, Tabs, Text, UnstyledButton } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { ToolFigures } from '../../api/activity/calls.js';
import { toolTrendQuery } from '../../api/activity/tool-figures.js';
import type { Server } from '../../api/servers/servers.js';
import type { Tool } from '../../api/servers/tools.js';
import { condensed } from '../../format/sparkline.js';
import { visibleText } from '../../format/visible-text.js';
import { latency } from '../../ui/calls/call-status.js';
import { Sparkline } from '../../ui/charts/sparkline-view.js';
import { Pending } from '../../ui/frame/pending.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { lazyPart } from '../../ui/frame/load-part.js';
import { annotationLabels } from './annotations.js';
import { SchemaTable } from './schema-table.js';
import classes from './tools.module.css';

const TryTool = lazyPart(() => import('./try/try-tool.js'), 'TryTool');

const trendPoints = 28;

export type ToolView = 'contract' | 'try';

interface Props {
  server: Server;
  tool: Tool;
  id: string;
  /** Undefined while they are read. */
  figures: ToolFigures | null | undefined;
  change: 'new' | 'changed' | null;
  open: boolean;
  view: ToolView;
  onToggle: () => void;
  onView: (view: ToolView) => void;
}

/** One tool: a row that opens to its contract and to a form to try it. */
export function ToolItem({ server, tool, id, figures, change, open, view, onToggle, onView }: Props) {
  const { ref, inViewport } = useInViewport();
  const trend = useQuery({ ...toolTrendQuery(server.id, tool.name), enabled: inViewport && figures != null });
  const points = trend.data && condensed(trend.data, trendPoints);
  return (
    <li className={classes['item']} ref={ref}>
      <UnstyledButton
        className={classes['head']}
        onClick={onToggle}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
      >
        <IconChevronRight size={16} className={classes['chevron']} data-open={open || undefined} aria-hidden />
        <span>
          <Group component="span" gap={8}>
            <span className={classes['name']}>
              <Untrusted text={tool.name} />
            </span>
            {change && (
              <Badge
                component="span"
                size="xs"
                variant="light"
                color={change === 'new' ? 'green' : 'yellow'}
                tt="none"
                className={classes['mark']}
              >
                {change}
              </Badge>
            )}
          </Group>
          <span className={classes['about']}>
            <Untrusted text={tool.title ?? tool.description?.split('\n', 1)[0] ?? ''} />
          </span>
        </span>
        <Figures figures={figures} trend={points} name={tool.name} />
      </UnstyledButton>
      {open && (
        <div id={id} className={classes['body']}>
          <Tabs value={view} onChange={(next) => onView(next as ToolView)} variant="outline">
            <Tabs.List mb="sm">
              <Tabs.Tab value="contract">Contract</Tabs.Tab>
              <Tabs.Tab value="try">Try it</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="contract">{view === 'contract' && <ContractView tool={tool} />}</Tabs.Panel>
            <Tabs.Panel value="try">
              <Suspense fallback={<Pending />}>{view === 'try' && <TryTool server={server} tool={tool} />}</Suspense>
            </Tabs.Panel>
          </Tabs>
        </div>
      )}
    </li>
  );
}

function Figures({
  figures,
  trend,
  name,
}: {
  figures: ToolFigures | null | undefined;
  trend: number[] | undefined;
  name: string;
}) {
  if (!figures) {
    return (
      <span className={classes['figures']}>
        <span className={classes['figure']}>{figures === null ? 'no calls' : ''}</span>
      </span>
    );
  }
  const { totalCalls, errorRate, averageLatencyMs } = figures;
  return (
    <span className={classes['figures']}>
      <Sparkline values={trend} label={`Calls of ${visibleText(name)} over 7 days`} />
      <span className={classes['figure']}>
        {totalCalls.toLocaleString('en')} {totalCalls === 1 ? 'call' : 'calls'}
      </span>
      <span className={`${classes['figure']} ${classes['rate']} ${errorRate > 0 ? classes['failing'] : ''}`}>
        {(errorRate * 100).toFixed(1)} % errors
      </span>
      <span className={classes['figure']}>{latency(averageLatencyMs)}</span>
    </span>
  );
}

function ContractView({ tool }: { tool: Tool }) {
  const labels = annotationLabels(tool.annotations);
  return (
    <Stack gap="md">
      {tool.title && (
        <Text size="sm" fw={600}>
          <Untrusted text={tool.title} />
        </Text>
      )}
      <Text size="sm">
        {tool.description ? (
          <Untrusted text={tool.description} lines />
        ) : (
          <Text span c="dimmed" size="sm">
            The server has no description of this tool.
          </Text>
        )}
      </Text>
      {labels.length > 0 && (
        <Group gap={6}>
          {labels.map(({ label, hint }) => (
            <Badge key={label} variant="default" tt="none" title={hint}>
              {label}
            </Badge>
          ))}
        </Group>
      )}
      <SchemaTable schema={tool.inputSchema} title="Input" empty="This tool takes no arguments." />
      {tool.outputSchema && <SchemaTable schema={tool.outputSchema} title="Output" empty="The schema has no fields." />}
    </Stack>
  );
}
