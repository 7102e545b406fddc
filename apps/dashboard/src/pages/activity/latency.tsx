import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { seriesQuery } from '../../api/activity/analysis.js';
import type { Percentiles } from '../../api/activity/calls.js';
import { heatMapQuery, slowestQuery } from '../../api/activity/latency.js';
import type { Server } from '../../api/servers/servers.js';
import { deploymentMarks } from '../../domain/calls/series.js';
import { LatencyMap } from '../../ui/analysis/latency-map.js';
import { CallsTable, namedServers } from '../../ui/calls/calls-table.js';
import { ErrorState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { ListTitle } from '../../ui/list/list-title.js';
import type { Question } from './use-question.js';

const shownCalls = 20;

interface Props {
  question: Question;
  /** With them there is a column for the server. */
  servers?: Server[];
  percentiles: Percentiles | undefined;
  onRange: (fromSeconds: number, toSeconds: number) => void;
  /** In place of an empty list. */
  empty: ReactNode;
}

/** How long calls took, and which took longest. */
export function Latency({ question, servers, percentiles, onRange, empty }: Props) {
  const { filter, span, options, isComplete: enabled } = question;
  const map = useQuery({ ...heatMapQuery(filter, span, options.timeZone), enabled });
  const series = useQuery({ ...seriesQuery(filter, span, options), enabled }).data;
  const marks = useMemo(() => (series ? deploymentMarks(series) : []), [series]);
  const slowest = useQuery({ ...slowestQuery(filter, span, shownCalls), enabled });
  const names = useMemo(() => servers && namedServers(servers), [servers]);
  return (
    <Stack gap="xs">
      {map.error && !map.data ? (
        <ErrorState error={map.error} retry={() => void map.refetch()} />
      ) : (
        <LatencyMap map={map.data} marks={marks} onRange={onRange} />
      )}
      <ListTitle title="Slowest calls" />
      <ListFrame query={slowest} isEmpty={slowest.data?.length === 0} empty={empty}>
        <CallsTable
          label="Slowest calls"
          calls={slowest.data}
          percentiles={percentiles}
          servers={names}
          skeletonRows={shownCalls}
        />
      </ListFrame>
    </Stack>
  );
}
