import { SegmentedControl } from '@mantine/core';
import type { Dimension } from '../../api/activity/analysis.js';
import type { Percentiles } from '../../api/activity/calls.js';
import type { Server } from '../../api/servers/servers.js';
import type { ActivityState } from './activity-state.js';
import { Breakdown } from './breakdown.js';
import { CallList } from './call-list.js';
import { dimensionTitles, narrowedTo } from './dimensions.js';
import { ErrorGroups } from './error-groups.js';
import { NoCalls } from './no-calls.js';
import type { Question } from './use-question.js';

const views = [
  { value: 'calls', label: 'Calls' },
  { value: 'breakdown', label: 'Breakdown' },
  { value: 'errors', label: 'Errors' },
];

interface Props {
  question: Question;
  state: ActivityState;
  onState: (change: Partial<ActivityState>, options?: { push: boolean }) => void;
  servers?: Server[];
  percentiles: Percentiles | undefined;
  pageSize: number;
  hasNewCalls: boolean;
}

/** What is below the charts: the calls, or tables about them. */
export function Listed(props: Props) {
  const { question, state, onState } = props;
  return (
    <>
      <SegmentedControl
        mt="lg"
        mb="xs"
        size="xs"
        aria-label="What is listed"
        value={state.view}
        onChange={(view) => onState({ view }, { push: true })}
        data={views}
      />
      {state.view === 'breakdown' && <ListedBreakdown {...props} />}
      {state.view === 'errors' && <ErrorGroups question={question} />}
      {state.view !== 'breakdown' && state.view !== 'errors' && <ListedCalls {...props} />}
    </>
  );
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

function ListedCalls({ question, state, onState, servers, percentiles, pageSize, hasNewCalls }: Props) {
  return (
    <CallList
      question={question}
      servers={servers}
      percentiles={percentiles}
      cursors={state.after}
      onCursors={(after) => onState({ after }, { push: true })}
      pageSize={pageSize}
      hasNewCalls={hasNewCalls}
      empty={<NoCalls state={state} onChange={(change) => onState({ ...change, after: [] })} />}
    />
  );
}
