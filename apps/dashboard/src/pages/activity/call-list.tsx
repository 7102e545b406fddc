import { type ReactNode, useMemo } from 'react';
import { exportHref, type Percentiles } from '../../api/activity/calls.js';
import type { Server } from '../../api/servers/servers.js';
import { CallsTable, namedServers } from '../../ui/calls/calls-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { type ListFile, ListHead } from '../../ui/list/list-head.js';
import { Pager } from '../../ui/list/pager.js';
import { newsText } from './merge-calls.js';
import { useCalls } from './use-calls.js';
import type { Question } from './use-question.js';

interface Props {
  question: Question;
  /** With them there is a column for the server. */
  servers?: Server[];
  percentiles: Percentiles | undefined;
  cursors: string[];
  onCursors: (cursors: string[]) => void;
  pageSize: number;
  hasNewCalls: boolean;
  empty: ReactNode;
}

/** Pages of calls, newest first. */
export function CallList(props: Props) {
  const { servers, cursors, pageSize } = props;
  const { filter, span } = props.question;
  const calls = useCalls(filter, span, { cursor: cursors.at(-1), limit: pageSize }, props.hasNewCalls);
  const names = useMemo(() => servers && namedServers(servers), [servers]);
  return (
    <>
      <ListHead
        title="Calls"
        news={calls.news && `Show ${newsText(calls.news, calls.mostNews)}`}
        onNews={calls.retry}
        files={filesOf(props.question)}
      />
      <ListFrame
        query={{ data: calls.rows, error: calls.error, refetch: calls.retry }}
        isEmpty={calls.rows?.length === 0 && cursors.length === 0 && calls.nextCursor === null}
        empty={props.empty}
      >
        <CallsTable
          label="Tool calls"
          calls={calls.rows}
          percentiles={props.percentiles}
          servers={names}
          skeletonRows={pageSize}
        />
      </ListFrame>
      <Pager label="Pages of calls" cursors={cursors} nextCursor={calls.nextCursor} onChange={props.onCursors} />
    </>
  );
}

const filesOf = ({ filter, span, options: { timeZone } }: Question): ListFile[] => [
  { label: 'CSV', name: 'activity.csv', href: exportHref('csv', filter, span, { timeZone }) },
  { label: 'CSV for Excel', name: 'activity.csv', href: exportHref('csv', filter, span, { timeZone, bom: 'true' }) },
  { label: 'NDJSON', name: 'activity.ndjson', href: exportHref('ndjson', filter, span, { timeZone }) },
];
