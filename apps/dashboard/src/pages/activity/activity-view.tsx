import { Button } from '@mantine/core';
import { IconZoomOut } from '@tabler/icons-react';
import type { Server } from '../../api/servers/servers.js';
import { figuresOf } from '../../domain/calls/figures.js';
import { type RangeState, rangeName, selectedRange } from '../../domain/lists/date-range.js';
import { FigureCards } from '../../ui/calls/figure-cards.js';
import { AnswerNote, useAnswerState } from '../../ui/frame/answer-note.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { defaults } from './activity-state.js';
import { Charts } from './charts.js';
import { Filters } from './filters.js';
import { Listed } from './listed.js';
import { useFigures } from './use-figures.js';
import { useLiveFigures } from './use-live-figures.js';
import { useQuestion } from './use-question.js';

interface Props {
  server?: Server;
  servers?: Server[];
  pageSize: number;
}

/** The calls of one server, or of all servers with a column and a filter for the server. */
export function ActivityView({ server, servers, pageSize }: Props) {
  const [state, setState] = useListState(defaults);
  const question = useQuestion(state, server?.id);
  const { figures, queries } = useFigures(question);
  const answered = useAnswerState(queries);
  const hasNewCalls = useLiveFigures(question.filter.serverId);
  const zoom = (range: RangeState) => setState({ ...range, after: [] }, { push: true });
  const onRange = (from: number, to: number) => zoom(selectedRange(from, to));
  return (
    <>
      <Filters
        state={state}
        onChange={(change) => setState({ ...change, after: [] })}
        serverId={question.filter.serverId}
        servers={servers}
      />
      <AnswerNote state={answered} queries={queries} service="Analytics" />
      <FigureCards figures={figures.stats && figuresOf(figures.stats)} state={answered} series={figures.series} />
      <Charts
        figures={figures}
        onRange={onRange}
        zoomOut={rangeName(state) === 'custom' && <ZoomOut onZoom={zoom} />}
      />
      <Listed
        question={question}
        state={state}
        onState={setState}
        onRange={onRange}
        servers={servers}
        percentiles={figures.percentiles}
        pageSize={pageSize}
        hasNewCalls={hasNewCalls}
      />
    </>
  );
}

function ZoomOut({ onZoom }: { onZoom: (range: RangeState) => void }) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconZoomOut size={14} />}
      onClick={() => onZoom({ range: '24h', from: '', to: '' })}
    >
      Last 24 hours
    </Button>
  );
}
