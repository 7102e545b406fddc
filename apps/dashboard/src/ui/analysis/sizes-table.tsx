import { useMemo } from 'react';
import type { ToolSizes } from '../../api/activity/tool-measures.js';
import { sortedByFigure } from '../../domain/calls/breakdown.js';
import { bytesText } from '../../format/bytes.js';
import { type Column, DataTable } from '../list/data-table.js';
import { useSort } from '../list/use-sort.js';
import { Untrusted } from '../text/untrusted.js';

const titles = {
  totalCalls: 'Calls',
  averageInputBytes: 'Input',
  averageOutputBytes: 'Answer',
  largestOutputBytes: 'Largest answer',
  outputTokens: 'Tokens',
} as const;
type Figure = keyof typeof titles;

/** @param sizes undefined while they are read */
export function SizesTable({ sizes }: { sizes: ToolSizes[] | undefined }) {
  const [{ key, descending }, titleOf] = useSort<Figure>('averageOutputBytes', titles);
  const rows = useMemo(() => sizes && sortedByFigure(sizes, (tool) => tool[key], descending), [sizes, key, descending]);
  const column = (
    figure: Figure,
    text: (value: number) => string,
    look: Pick<Column<ToolSizes>, 'width' | 'from'>,
  ): Column<ToolSizes> => ({
    key: figure,
    title: titleOf(figure),
    align: 'right',
    render: (tool) => text(tool[figure]),
    ...look,
  });
  const columns: Column<ToolSizes>[] = [
    { key: 'tool', title: 'Tool', render: ({ tool }) => <Untrusted text={tool} /> },
    column('totalCalls', count, { width: 110, from: 'sm' }),
    column('averageInputBytes', bytesText, { width: 110, from: 'sm' }),
    column('averageOutputBytes', bytesText, { width: 110 }),
    column('largestOutputBytes', bytesText, { width: 140, from: 'xs' }),
    column('outputTokens', estimate, { width: 110 }),
  ];
  return <DataTable label="Sizes by tool" columns={columns} rows={rows} rowKey={({ tool }) => tool} skeletonRows={5} />;
}

const count = (value: number): string => value.toLocaleString('en');
const estimate = (tokens: number): string => (tokens === 0 ? '–' : `≈ ${count(tokens)}`);
