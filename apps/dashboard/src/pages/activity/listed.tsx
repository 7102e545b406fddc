import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Dimension } from '../../api/activity/analysis.js';
import type { Percentiles } from '../../api/activity/calls.js';
import type { Server } from '../../api/servers/servers.js';
import type { ActivityState } from './activity-state.js';
import { listedId } from '../../ui/analysis/compare-link.js';
import { Breakdown } from './breakdown.js';
import { CallList } from './call-list.js';
import { Comparison } from './comparison.js';
import { dimensionTitles, narrowedTo } from './dimensions.js';
import { ErrorGroups } from './error-groups.js';
import { Latency } from './latency.js';
import classes from './listed.module.css';
import { NoCalls } from './no-calls.js';
import { Sizes } from './sizes.js';
import type { Question } from './use-question.js';

const views = [
  { value: 'calls', label: 'Calls' },
  { value: 'breakdown', label: 'Breakdown' },
  { value: 'errors', label: 'Errors' },
  { value: 'latency', label: 'Latency' },
  { value: 'sizes', label: 'Sizes' },
  { value: 'compare', label: 'Compare' },
] as const;
type View = (typeof views)[number]['value'];

const viewOf = ({ view }: ActivityState): View => views.find(({ value }) => value === view)?.value ?? 'calls';

interface Props {
  question: Question;
  state: ActivityState;
  /** Goes to a range of time, in seconds since 1970. */
  onRange: (from: number, to: number) => void;
  onState: (change: Partial<ActivityState>, options?: { push: boolean }) => void;
  servers?: Server[];
  percentiles: Percentiles | undefined;
  pageSize: number;
  hasNewCalls: boolean;
}

/** What is below the charts: the calls, or tables about them. */
export function Listed(props: Props) {
  const { state, onState } = props;
  return (
    <>
      <SegmentedControl
        id={listedId}
        className={classes['views']}
        classNames={{ label: classes['label'] }}
        size="xs"
        aria-label="What is listed"
        value={viewOf(state)}
        onChange={(view) => onState({ view }, { push: true })}
        data={[...views]}
      />
      <Shown {...props} />
    </>
  );
}

function Shown(props: Props) {
  const { question, state, onState } = props;
  const empty = <NoCalls state={state} onChange={(change) => onState({ ...change, after: [] })} />;
  switch (viewOf(state)) {
    case 'breakdown':
      return <ListedBreakdown {...props} />;
    case 'errors':
      return <ErrorGroups question={question} />;
    case 'latency':
      return <Latency {...props} empty={empty} />;
    case 'sizes':
      return <Sizes question={question} empty={empty} />;
    case 'compare':
      return <Comparison question={question} chosen={state} onChoose={onState} />;
    case 'calls':
      return <ListedCalls {...props} empty={empty} />;
  }
}

/** A page of one server has no breakdown by server. */
function ListedBreakdown({ question, state, onState, servers }: Props) {
  const dimensions = (Object.keys(dimensionTitles) as Dimension[]).filter((by) => by !== 'server' || servers);
  return (
    <Breakdown
      question={question}
      by={dimensions.find((each) => each === state.by) ?? dimensions[0]!}
      dimensions={dimensions}
      onBy={(by) => onState({ by })}
      onChoose={(by, item) => onState({ ...narrowedTo(by, item), view: 'calls', after: [] }, { push: true })}
    />
  );
}

function ListedCalls({
  question,
  state,
  onState,
  servers,
  percentiles,
  pageSize,
  hasNewCalls,
  empty,
}: Props & { empty: ReactNode }) {
  return (
    <CallList
      question={question}
      servers={servers}
      percentiles={percentiles}
      cursors={state.after}
      onCursors={(after) => onState({ after }, { push: true })}
      pageSize={pageSize}
      hasNewCalls={hasNewCalls}
      empty={empty}
    />
  );
}
