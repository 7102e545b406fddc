import { Button, Group } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type CallFilter, exportHref, histogramQuery, percentilesQuery, statsQuery } from '../../api/activity/calls.js';
import { isShownStatus, sameAtApi } from '../../api/activity/shown-status.js';
import type { Server } from '../../api/servers/servers.js';
import { figuresOf } from '../../domain/calls/figures.js';
import { percentilesOf } from '../../domain/calls/latencies.js';
import { selectedRange, isReversed, isWithinDay, rangeName, spanOfRange } from '../../domain/lists/date-range.js';
import { callStatuses } from '../../ui/calls/call-status.js';
import { CallsTable } from '../../ui/calls/calls-table.js';
import { FigureCards } from '../../ui/calls/figure-cards.js';
import { AnswerNote, useAnswerState } from '../../ui/frame/answer-note.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListHead } from '../../ui/list/list-head.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { Pager } from '../../ui/list/pager.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { Charts } from './charts.js';
import { type ActivityState, Filters } from './filters.js';
import { newsText } from './merge-calls.js';
import { useCalls } from './use-calls.js';
import { useLiveFigures } from './use-live-figures.js';

const defaults: ActivityState = {
  range: '24h',
  from: '',
  to: '',
  server: '',
  status: '',
  tool: '',
  user: '',
  after: [],
};

/** The calls of one server, or of all servers with a column and a filter for the server. */
export function ActivityView({ server, servers, pageSize }: { server?: Server; servers?: Server[]; pageSize: number }) {
  const [state, setState] = useListState(defaults);
  const [openedAt] = useState(Date.now);
  const serverId = server?.id ?? (state.server || undefined);
  const filter = useMemo(
    (): CallFilter => ({
      serverId,
      tool: state.tool || undefined,
      userId: state.user || undefined,
      status: isShownStatus(state.status) ? state.status : undefined,
    }),
    [serverId, state.tool, state.user, state.status],
  );
  const span = useMemo(
    () => spanOfRange({ range: state.range, from: state.from, to: state.to }),
    [state.range, state.from, state.to],
  );
  const hasNewCalls = useLiveFigures(serverId);
  const reversed = isReversed(state);
  const stats = useQuery({ ...statsQuery(filter, span), enabled: !reversed });
  const asked = useQuery({ ...percentilesQuery(filter, span), enabled: !reversed });
  const byLatency = useQuery({ ...histogramQuery('latency', filter, span), enabled: !reversed });
  const answers = [stats, asked, byLatency];
  const answered = useAnswerState(answers);
  const percentiles = useMemo(
    () => percentilesOf(asked.data, byLatency.data, filter.status),
    [asked.data, byLatency.data, filter.status],
  );
  const calls = useCalls(filter, span, { cursor: state.after.at(-1), limit: pageSize }, hasNewCalls);
  const names = useMemo(() => servers && new Map(servers.map(({ id, name, slug }) => [id, { name, slug }])), [servers]);
  const change = (part: Partial<ActivityState>) => setState({ ...part, after: [] });
  const custom = rangeName(state) === 'custom';
  const alsoExported = sameAtApi(filter.status).map((status) => callStatuses[status].label);
  const narrowed = Boolean(state.tool || state.user || state.status || state.server);
  return (
    <>
      <Filters state={state} onChange={change} serverId={serverId} servers={servers} calls={calls.rows} />
      <AnswerNote state={answered} queries={answers} service="Analytics" />
      <FigureCards figures={stats.data && figuresOf(stats.data, filter.status)} state={answered} />
      <Charts
        filter={filter}
        span={span}
        percentiles={percentiles}
        overTime={!reversed && isWithinDay(state, openedAt)}
        onRange={(from, to) => setState({ ...selectedRange(from, to), after: [] }, { push: true })}
        onZoomOut={custom ? () => setState({ range: '24h', from: '', to: '', after: [] }, { push: true }) : undefined}
      />
      <ListHead
        title="Calls"
        news={calls.news && `Show ${newsText(calls.news, calls.mostNews)}`}
        onNews={calls.retry}
        file={{ href: exportHref(filter, span), name: 'activity.csv' }}
        note={alsoExported.length > 0 && `The file also has calls with the status ${alsoExported.join(', ')}.`}
      />
      <ListFrame
        error={calls.rows ? null : calls.error}
        retry={calls.retry}
        isEmpty={calls.rows?.length === 0 && state.after.length === 0 && calls.nextCursor === null}
        empty={
          <NoCalls
            narrowed={narrowed}
            range={rangeName(state)}
            onAllTime={() => change({ range: 'all', from: '', to: '' })}
            onClear={() => change({ status: '', tool: '', user: '', server: '' })}
          />
        }
      >
        <CallsTable
          label="Tool calls"
          calls={calls.rows}
          percentiles={percentiles}
          servers={names}
          skeletonRows={pageSize}
        />
      </ListFrame>
      <Pager
        label="Pages of calls"
        cursors={state.after}
        nextCursor={calls.nextCursor}
        onChange={(after) => setState({ after }, { push: true })}
      />
    </>
  );
}

function NoCalls({
  narrowed,
  range,
  onAllTime,
  onClear,
}: {
  narrowed: boolean;
  range: string;
  onAllTime: () => void;
  onClear: () => void;
}) {
  const open = range === 'all';
  const noCalls = open ? 'No calls yet' : 'No calls in this time';
  return (
    <EmptyState
      title={narrowed ? 'No calls match' : noCalls}
      icon={<IconListSearch size={32} />}
      action={
        (narrowed || !open) && (
          <Group gap="xs" justify="center">
            {narrowed && (
              <Button size="xs" variant="default" onClick={onClear}>
                Clear the filters
              </Button>
            )}
            {!open && (
              <Button size="xs" variant="default" onClick={onAllTime}>
                Show all time
              </Button>
            )}
          </Group>
        )
      }
    >
      {open && !narrowed
        ? 'Tool calls appear here as they happen, with their input and output.'
        : 'New calls appear here automatically.'}
    </EmptyState>
  );
}
