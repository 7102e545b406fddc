import { Text } from '@mantine/core';
import type { ToolComparison, ToolMeasures } from '../../api/activity/tool-measures.js';
import { type Change, changeOf, pointsOf } from '../../domain/calls/change.js';
import { bytesText } from '../../format/bytes.js';
import { latency, percent } from '../calls/call-status.js';
import { type Column, DataTable } from '../list/data-table.js';
import { Untrusted } from '../text/untrusted.js';
import classes from './comparison-table.module.css';

/** A figure of two deployments. `rise` says what a larger value means. */
interface Compared {
  key: string;
  title: string;
  valueOf: (measures: ToolMeasures) => number | null;
  text: (value: number) => string;
  /** How much the figure grew; without it that says nothing, as with calls of times of other lengths. */
  changeOf?: (now: number | null | undefined, before: number | null | undefined) => Change;
  rise: 'bad' | 'neutral';
  from?: Column<ToolComparison>['from'];
}

const figures: Compared[] = [
  {
    key: 'calls',
    title: 'Calls',
    valueOf: ({ totalCalls }) => totalCalls,
    text: (value) => value.toLocaleString('en'),
    rise: 'neutral',
    from: 'sm',
  },
  {
    key: 'errors',
    title: 'Error rate',
    valueOf: ({ errorRate }) => errorRate,
    text: percent,
    changeOf: pointsOf,
    rise: 'bad',
  },
  { key: 'p50', title: 'P50', valueOf: ({ p50 }) => p50, text: latency, changeOf, rise: 'bad', from: 'md' },
  { key: 'p95', title: 'P95', valueOf: ({ p95 }) => p95, text: latency, changeOf, rise: 'bad' },
  {
    key: 'answer',
    title: 'Average answer',
    valueOf: ({ averageOutputBytes }) => averageOutputBytes,
    text: bytesText,
    changeOf,
    rise: 'neutral',
    from: 'sm',
  },
];

const columns: Column<ToolComparison>[] = [
  { key: 'tool', title: 'Tool', render: (compared) => <Tool compared={compared} /> },
  ...figures.map((figure): Column<ToolComparison> => ({
    key: figure.key,
    title: figure.title,
    align: 'right',
    from: figure.from,
    render: (compared) => <Figure figure={figure} compared={compared} />,
  })),
];

/** Each figure of the newer deployment, and below it the one of the older; `tools` is undefined while they are read. */
export function ComparisonTable({ tools }: { tools: ToolComparison[] | undefined }) {
  return (
    <DataTable
      label="Deployments compared by tool"
      columns={columns}
      rows={tools}
      rowKey={({ tool }) => tool}
      skeletonRows={4}
    />
  );
}

function Tool({ compared: { tool, base, candidate } }: { compared: ToolComparison }) {
  return (
    <>
      <Untrusted text={tool} />
      {(base === null || candidate === null) && (
        <Text size="xs" c="dimmed">
          {base === null ? 'no calls before' : 'no calls since'}
        </Text>
      )}
    </>
  );
}

function Figure({ figure, compared: { base, candidate } }: { figure: Compared; compared: ToolComparison }) {
  const [before, now] = [base, candidate].map((measures) => measures && figure.valueOf(measures));
  const { text, direction } = figure.changeOf?.(now, before) ?? { text: '', direction: 'same' };
  const isWorse = figure.rise === 'bad' && direction === 'up';
  return (
    <>
      {now == null ? '–' : figure.text(now)}
      <Text size="xs" c="dimmed" className={classes['before']} data-worse={isWorse || undefined}>
        {before == null ? '–' : `was ${figure.text(before)}`}
        {text !== '' && text !== 'unchanged' && <span className={classes['change']}> {text}</span>}
      </Text>
    </>
  );
}
