import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { memo, type MouseEvent, useState } from 'react';
import type { Call, Percentiles } from '../../api/activity/calls.js';
import { shownStatus } from '../../api/activity/shown-status.js';
import { toggled } from '../../domain/lists/list-state.js';
import { visibleText } from '../../format/visible-text.js';
import { type Column, DataTable } from '../list/data-table.js';
import { toggleColumn } from '../list/row-toggle.js';
import dotClasses from '../status/status-dot.module.css';
import { RelativeTime } from '../text/relative-time.js';
import { Untrusted } from '../text/untrusted.js';
import { CallDetails } from './call-details.js';
import { callStatuses } from './call-status.js';
import classes from './calls-table.module.css';
import { LatencyText } from './latency-text.js';

export interface NamedServer {
  name: string;
  slug: string;
}

/** Names of servers by id, for the column of a table of all servers. */
export const namedServers = (servers: readonly (NamedServer & { id: string })[]): Map<string, NamedServer> =>
  new Map(servers.map(({ id, name, slug }) => [id, { name, slug }]));

const detailsLabel = ({ tool }: Call): string => `Details of ${visibleText(tool)}`;

interface Props {
  label: string;
  /** Undefined while loading. */
  calls: Call[] | undefined;
  /** The percentiles of all calls of the filter; without them latencies are not coloured. */
  percentiles?: Percentiles;
  /** Servers by id; with them the table has a column for the server. */
  servers?: Map<string, NamedServer>;
  skeletonRows?: number;
}

/** Tool calls as rows that open to input, output and error. Memoised: figures around it render the page often. */
export const CallsTable = memo(function CallsTable({ label, calls, percentiles, servers, skeletonRows }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = ({ id }: Call) => setOpen((now) => toggled(now, id));
  const columns: Column<Call>[] = [
    toggleColumn(({ id }) => open.has(id), toggle, detailsLabel),
    { key: 'time', title: 'Time', width: 130, from: 'xs', render: (call) => <RelativeTime at={call.startedAt} /> },
    ...(servers
      ? [
          {
            key: 'server',
            title: 'Server',
            width: 140,
            from: 'sm',
            render: (call: Call) => <ServerName server={servers.get(call.serverId)} id={call.serverId} />,
          } satisfies Column<Call>,
        ]
      : []),
    {
      key: 'tool',
      title: 'Tool',
      render: (call) => (
        <span className={classes['called']}>
          <span className={classes['narrow']}>
            <Dot call={call} labelled />
          </span>
          <span className={classes['tool']}>
            <Untrusted text={call.tool} />
          </span>
        </span>
      ),
    },
    { key: 'user', title: 'User', width: 120, from: 'sm', render: (call) => <Untrusted text={call.user || '–'} /> },
    {
      key: 'source',
      title: 'Source',
      width: 130,
      from: 'md',
      render: (call) => <Untrusted text={call.source || '–'} />,
    },
    {
      key: 'latency',
      title: 'Latency',
      align: 'right',
      width: 100,
      render: (call) => <LatencyText call={call} percentiles={percentiles} />,
    },
    { key: 'status', title: 'Status', width: 150, from: 'xs', render: (call) => <Status call={call} /> },
  ];
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={calls}
      rowKey={({ id }) => id}
      skeletonRows={skeletonRows}
      details={(call) => open.has(call.id) && <CallDetails call={call} />}
      onRow={toggle}
    />
  );
});

/** Plain elements: components of the library would make a page with 30 rows slow to paint. */
function Status({ call }: { call: Call }) {
  return (
    <span className={classes['status']}>
      <Dot call={call} />
      {callStatuses[shownStatus(call)].label}
    </span>
  );
}

function Dot({ call, labelled = false }: { call: Call; labelled?: boolean }) {
  const status = shownStatus(call);
  const { color, label } = callStatuses[status];
  return (
    <span
      className={dotClasses['dot']}
      data-color={color}
      data-pulse={status === 'in_progress' || undefined}
      role={labelled ? 'img' : undefined}
      aria-label={labelled ? label : undefined}
      aria-hidden={!labelled || undefined}
      title={label}
    />
  );
}

function ServerName({ server, id }: { server: NamedServer | undefined; id: string }) {
  const navigate = useNavigate();
  if (!server)
    return (
      <Text size="sm" c="dimmed" component="span" title={id}>
        deleted
      </Text>
    );
  const to = `/servers/${server.slug}/activity`;
  const go = (event: MouseEvent) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to });
  };
  return (
    <a href={to} className={classes['server']} onClick={go}>
      <Untrusted text={server.name} />
    </a>
  );
}
