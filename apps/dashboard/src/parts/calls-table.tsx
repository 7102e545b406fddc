import { ActionIcon, Anchor, Box, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Call, Percentiles } from '../api/activity.js';
import { CallDetails } from './call-details.js';
import { callStatuses } from './call-status.js';
import classes from './calls-table.module.css';
import { type Column, DataTable } from './data-table.js';
import { LatencyText } from './latency-text.js';
import { RelativeTime } from './relative-time.js';
import { StatusDot } from './status-dot.js';
import { Untrusted } from './untrusted.js';
import { visibleText } from './visible-text.js';

export interface NamedServer {
  name: string;
  slug: string;
}

interface Props {
  label: string;
  /** Undefined while loading. */
  calls: Call[] | undefined;
  /** Of the calls that the list is taken from; without them latencies are not coloured. */
  percentiles?: Percentiles;
  /** By id; with it the table has a column for the server. */
  servers?: Map<string, NamedServer>;
  skeletonRows?: number;
}

/** Tool calls as rows that open to their input, output and error. */
export function CallsTable({ label, calls, percentiles, servers, skeletonRows }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = ({ id }: Call) => setOpen((now) => (now.has(id) ? new Set([...now].filter((each) => each !== id)) : new Set([...now, id])));
  const columns: Column<Call>[] = [
    {
      key: 'open',
      title: <VisuallyHidden>Details</VisuallyHidden>,
      width: 34,
      render: (call) => (
        <ActionIcon variant="subtle" color="gray" size="sm" aria-expanded={open.has(call.id)} aria-label={`Details of ${visibleText(call.tool)}`} onClick={(event) => (event.stopPropagation(), toggle(call))}>
          <IconChevronRight size={16} className={classes['chevron']} data-open={open.has(call.id) || undefined} />
        </ActionIcon>
      ),
    },
    { key: 'time', title: 'Time', width: 130, from: 'xs', render: (call) => <Text size="sm" component="span"><RelativeTime at={call.startedAt} /></Text> },
    ...(servers ? [{ key: 'server', title: 'Server', from: 'sm', render: (call: Call) => <ServerName server={servers.get(call.serverId)} id={call.serverId} /> } satisfies Column<Call>] : []),
    {
      key: 'tool',
      title: 'Tool',
      render: (call) => (
        <Group gap={8} wrap="nowrap">
          <Box component="span" hiddenFrom="xs" lh={1}>
            <Status call={call} withLabel={false} />
          </Box>
          <span className={classes['tool']}>
            <Untrusted text={call.tool} />
          </span>
        </Group>
      ),
    },
    { key: 'user', title: 'User', from: 'sm', render: (call) => <Untrusted text={call.user || '–'} /> },
    { key: 'source', title: 'Source', from: 'md', render: (call) => <Untrusted text={call.source || '–'} /> },
    { key: 'latency', title: 'Latency', align: 'right', width: 100, render: (call) => <LatencyText call={call} percentiles={percentiles} /> },
    { key: 'status', title: 'Status', width: 160, from: 'xs', render: (call) => <Status call={call} /> },
  ];
  return <DataTable label={label} columns={columns} rows={calls} rowKey={({ id }) => id} skeletonRows={skeletonRows} details={(call) => open.has(call.id) && <CallDetails call={call} />} onRow={toggle} />;
}

function Status({ call, withLabel = true }: { call: Call; withLabel?: boolean }) {
  const { color, label } = callStatuses[call.status];
  return <StatusDot color={color} label={label} pulse={call.status === 'in_progress'} withLabel={withLabel} />;
}

function ServerName({ server, id }: { server: NamedServer | undefined; id: string }) {
  if (!server) return <Text size="sm" c="dimmed" component="span" title={id}>deleted</Text>;
  return (
    <Anchor component={Link} to={`/servers/${server.slug}/activity`} size="sm" onClick={(event) => event.stopPropagation()}>
      <Untrusted text={server.name} />
    </Anchor>
  );
}
