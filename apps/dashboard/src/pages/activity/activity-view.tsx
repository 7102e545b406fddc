import { Button, Group, SegmentedControl } from '@mantine/core';
import { IconListSearch, IconZoomOut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { type Dimension, seriesQuery } from '../../api/activity/analysis.js';
import { histogramQuery, percentilesQuery, statsQuery } from '../../api/activity/calls.js';
import type { Server } from '../../api/servers/servers.js';
import { figuresOf } from '../../domain/calls/figures.js';
import { isReversed, rangeName, selectedRange, spanOfRange } from '../../domain/lists/date-range.js';
import { useTimeZone } from '../../domain/lists/time-zone.js';
import { FigureCards } from '../../ui/calls/figure-cards.js';
import { AnswerNote, useAnswerState } from '../../ui/frame/answer-note.js';
import { EmptyState } from '../../ui/frame/states.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { type ActivityState, defaults, filterOf, isNarrowed, unfiltered } from './activity-state.js';
import { Breakdown } from './breakdown.js';
import { CallList } from './call-list.js';
import { Charts } from './charts.js';
import { dimensionTitles, narrowedTo } from './dimensions.js';
import { ErrorGroups } from './error-groups.js';
import { Filters } from './filters.js';
import { useLiveFigures } from './use-live-figures.js';

const views = [
  { value: 'calls', label: 'Calls' },
  { value: 'breakdown', label: 'Breakdown' },
  { value: 'errors', label: 'Errors' },
];

/** The calls of one server, or of all servers with a column and a filter for the server. */
export function ActivityView({ server, servers, pageSize }: { server?: Server; servers?: Server[]; pageSize: number }) {
  const [state, setState] = useListState(defaults);
  const [timeZone, setTimeZone] = useTimeZone();
  const filter = useMemo(() => filterOf(state, server?.id), [state, server?.id]);
  const span = useMemo(
    () => spanOfRange({ range: state.range, from: state.from, to: state.to }),
    [state.range, state.from, state.to],
  );
  const options = useMemo(() => ({ timeZone, compare: rangeName(state) !== 'all' }), [timeZone, state]);
  const hasNewCalls = useLiveFigures(filter.serverId);
  const enabled = !isReversed(state);
  const stats = useQuery({ ...statsQuery(filter, span), enabled });
  const percentiles = useQuery({ ...percentilesQuery(filter, span), enabled });
  const byLatency = useQuery({ ...histogramQuery('latency', filter, span), enabled, refetchInterval: 60_000 });
  const series = useQuery({ ...seriesQuery(filter, span, options), enabled });
  const answers = [stats, percentiles, byLatency, series];
  const answered = useAnswerState(answers);
  const change = (part: Partial<ActivityState>) => setState({ ...part, after: [] });
  const dimensions = (Object.keys(dimensionTitles) as Dimension[]).filter((by) => by !== 'server' || servers);
  const by = dimensions.find((each) => each === state.by) ?? dimensions[0]!;
  const empty = (
    <NoCalls
      state={state}
      onAllTime={() => change({ range: 'all', from: '', to: '' })}
      onClear={() => change(unfiltered)}
    />
  );
  return (
    <>
      <Filters
        state={state}
        onChange={change}
        serverId={filter.serverId}
        servers={servers}
        timeZone={timeZone}
        onTimeZone={setTimeZone}
      />
      <AnswerNote state={answered} queries={answers} service="Analytics" />
      <FigureCards figures={stats.data && figuresOf(stats.data)} state={answered} series={series.data} />
      <Charts
        series={series.data}
        latencies={byLatency.data}
        percentiles={percentiles.data}
        onRange={(from, to) => setState({ ...selectedRange(from, to), after: [] }, { push: true })}
        zoomOut={
          rangeName(state) === 'custom' && (
            <ZoomOut onClick={() => setState({ range: '24h', from: '', to: '', after: [] }, { push: true })} />
          )
        }
      />
      <SegmentedControl
        mt="lg"
        mb="xs"
        size="xs"
        aria-label="What is listed"
        value={state.view}
        onChange={(view) => setState({ view }, { push: true })}
        data={views}
      />
      {state.view === 'breakdown' && (
        <Breakdown
          by={by}
          dimensions={dimensions}
          onBy={(next) => setState({ by: next })}
          filter={filter}
          span={span}
          options={options}
          onChoose={(of, item) => setState({ ...narrowedTo(of, item), view: 'calls', after: [] }, { push: true })}
        />
      )}
      {state.view === 'errors' && <ErrorGroups filter={filter} span={span} options={options} />}
      {state.view !== 'breakdown' && state.view !== 'errors' && (
        <CallList
          filter={filter}
          span={span}
          timeZone={timeZone}
          servers={servers}
          percentiles={percentiles.data}
          cursors={state.after}
          onCursors={(after) => setState({ after }, { push: true })}
          pageSize={pageSize}
          hasNewCalls={hasNewCalls}
          empty={empty}
        />
      )}
    </>
  );
}

const ZoomOut = ({ onClick }: { onClick: () => void }): ReactNode => (
  <Button size="compact-xs" variant="subtle" leftSection={<IconZoomOut size={14} />} onClick={onClick}>
    Last 24 hours
  </Button>
);

function NoCalls({ state, onAllTime, onClear }: { state: ActivityState; onAllTime: () => void; onClear: () => void }) {
  const open = rangeName(state) === 'all';
  const narrowed = isNarrowed(state);
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
