import { useQuery } from '@tanstack/react-query';
import { type Series, seriesQuery } from '../../api/activity/analysis.js';
import {
  type Histogram,
  histogramQuery,
  type Percentiles,
  percentilesQuery,
  type Stats,
  statsQuery,
} from '../../api/activity/calls.js';
import type { Question } from './use-question.js';

const everyMs = 60_000;

/** The figures of the cards and the charts; each is undefined while it is read. */
export interface Figures {
  stats: Stats | undefined;
  percentiles: Percentiles | undefined;
  latencies: Histogram | undefined;
  series: Series | undefined;
}

/** Reads the figures of a question. @returns the queries as well, whose state tells how old the figures are */
export function useFigures({ filter, span, options, isComplete: enabled }: Question) {
  const stats = useQuery({ ...statsQuery(filter, span), enabled });
  const percentiles = useQuery({ ...percentilesQuery(filter, span), enabled });
  const latencies = useQuery({ ...histogramQuery('latency', filter, span), enabled, refetchInterval: everyMs });
  const series = useQuery({ ...seriesQuery(filter, span, options), enabled });
  const figures: Figures = {
    stats: stats.data,
    percentiles: percentiles.data,
    latencies: latencies.data,
    series: series.data,
  };
  return { figures, queries: [stats, percentiles, latencies, series] };
}
