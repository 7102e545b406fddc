import { Button, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { type AuditEntry, auditExportHref, type AuditFilter, auditQuery } from '../../api/activity/audit.js';
import { onLiveEvent } from '../../api/live/live.js';
import { allServersQuery } from '../../api/servers/servers.js';
import { isReversed, type RangeState, spanOfRange } from '../../domain/lists/date-range.js';
import { toggled } from '../../domain/lists/list-state.js';
import { visibleText } from '../../format/visible-text.js';
import { EmptyState } from '../../ui/frame/states.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
import { ListHead } from '../../ui/list/list-head.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type Column, DataTable } from '../../ui/list/data-table.js';
import { DateRangeFilter } from '../../ui/list/date-range-filter.js';
import filterClasses from '../../ui/list/filters.module.css';
import { Pager } from '../../ui/list/pager.js';
import { toggleColumn } from '../../ui/list/row-toggle.js';
import { ServerFilter } from '../../ui/list/server-filter.js';
import { SearchFilter } from '../../ui/list/search-filter.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { RelativeTime } from '../../ui/text/relative-time.js';
import { TimeBelow } from '../../ui/text/time-below.js';
import { Untrusted } from '../../ui/text/untrusted.js';
import { AuditDetails } from './audit-details.js';
import { topics, typesOf } from './topics.js';

const pageSize = 30;
/** An entry can be read this long after its change. */
const settleMs = 1_500;

interface State extends RangeState {
  [name: string]: string | string[];
  search: string;
  topic: string;
  actor: string;
  server: string;
  after: string[];
}

const defaults: State = { range: 'all', from: '', to: '', search: '', topic: '', actor: '', server: '', after: [] };

export function AuditList() {
  const [state, setState] = useListState(defaults);
  const change = (part: Partial<State>) => setState({ ...part, after: [] });
  const filter = useMemo(
    (): AuditFilter => ({
      actorId: state.actor || undefined,
      type: typesOf(state.topic),
      serverId: state.server || undefined,
      search: state.search.slice(0, 256) || undefined,
    }),
    [state.actor, state.topic, state.server, state.search],
  );
  const span = useMemo(
    () => spanOfRange({ range: state.range, from: state.from, to: state.to }),
    [state.range, state.from, state.to],
  );
  const query = useQuery({
    ...auditQuery(filter, span, { cursor: state.after.at(-1), limit: pageSize }),
    enabled: !isReversed(state),
  });
  const { data } = query;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [news, readNews] = useNews(() => void query.refetch());
  const toggle = ({ id }: AuditEntry) => setOpen((now) => toggled(now, id));
  const narrowed = Boolean(state.search || state.topic || state.actor || state.server || state.range !== 'all');
  return (
    <>
      <Filters state={state} onChange={change} entries={data?.items} />
      <ListHead
        title="Entries"
        news={news && state.after.length === 0 ? 'Show new entries' : null}
        onNews={readNews}
        files={[{ label: 'CSV', name: 'audit.csv', href: auditExportHref(filter, span) }]}
      />
      <ListFrame
        query={query}
        isEmpty={data?.items.length === 0 && state.after.length === 0}
        empty={
          <EmptyState
            title={narrowed ? 'No entry matches' : 'There are no entries yet'}
            icon={<IconHistory size={32} />}
            action={
              narrowed && (
                <Button size="xs" variant="default" onClick={() => change(defaults)}>
                  Clear the filters
                </Button>
              )
            }
          >
            Every change adds an entry here: who made it, when, and from which address.
          </EmptyState>
        }
      >
        <DataTable
          label="Audit log"
          columns={[toggleColumn<AuditEntry>(({ id }) => open.has(id), toggle, detailsLabel), ...columns]}
          rows={data?.items}
          rowKey={({ id }) => id}
          skeletonRows={12}
          onRow={toggle}
          details={(entry) => open.has(entry.id) && <AuditDetails entry={entry} />}
        />
      </ListFrame>
      <Pager
        label="Pages of entries"
        cursors={state.after}
        nextCursor={data?.nextCursor}
        onChange={(after) => setState({ after }, { push: true })}
      />
    </>
  );
}

const detailsLabel = ({ summary }: AuditEntry): string => `Details: ${visibleText(summary)}`;

const columns: Column<AuditEntry>[] = [
  {
    key: 'at',
    title: 'Time',
    width: 130,
    from: 'xs',
    render: ({ at }) => (
      <Text component="span" size="sm">
        <RelativeTime at={at} />
      </Text>
    ),
  },
  {
    key: 'summary',
    title: 'What',
    render: ({ summary, at }) => (
      <>
        <Untrusted text={summary} />
        <TimeBelow at={at} />
      </>
    ),
  },
  {
    key: 'actor',
    title: 'Who',
    from: 'sm',
    width: 180,
    render: ({ actor }) => (
      <>
        <Untrusted text={actor.name} />
        {actor.kind === 'apikey' && (
          <Text size="xs" c="dimmed">
            API key
          </Text>
        )}
      </>
    ),
  },
  {
    key: 'address',
    title: 'Address',
    from: 'md',
    width: 140,
    render: ({ address }) => <Untrusted text={address || '–'} />,
  },
];

function Filters({
  state,
  onChange,
  entries,
}: {
  state: State;
  onChange: (change: Partial<State>) => void;
  entries: AuditEntry[] | undefined;
}) {
  const { data: servers = [] } = useQuery(allServersQuery);
  const actors = (entries ?? []).map(({ actor }) => [actor.id, actor.name] as const);
  return (
    <div className={filterClasses['filters']}>
      <SearchFilter
        value={state.search}
        placeholder="Name, value, address"
        onChange={(search) => onChange({ search })}
      />
      <DateRangeFilter state={state} onChange={onChange} />
      <FilterSelect
        label="What"
        all="All topics"
        options={Object.entries(topics).map(([value, { label }]) => [value, label])}
        value={Object.hasOwn(topics, state.topic) ? state.topic : ''}
        onChange={(topic) => onChange({ topic })}
      />
      <FilterSelect
        label="Who"
        all="All users"
        searchable
        options={actors}
        value={state.actor}
        onChange={(actor) => onChange({ actor })}
      />
      <ServerFilter servers={servers} value={state.server} onChange={(server) => onChange({ server })} />
    </div>
  );
}

/** Whether there are entries that are newer than the list, and what reads them. */
function useNews(read: () => void): [boolean, () => void] {
  const [news, setNews] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unlisten = onLiveEvent(({ kind }) => {
      if (kind === 'change') timer ??= setTimeout(() => setNews(true), settleMs);
    });
    return () => {
      unlisten();
      clearTimeout(timer);
    };
  }, [news]);
  return [
    news,
    () => {
      setNews(false);
      read();
    },
  ];
}
