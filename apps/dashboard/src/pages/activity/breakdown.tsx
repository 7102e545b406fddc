import { SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  type AnalysisOptions,
  breakdownQuery,
  type BreakdownItem,
  type Dimension,
} from '../../api/activity/analysis.js';
import type { CallSpan } from '../../api/activity/call-span.js';
import type { CallFilter } from '../../api/activity/calls.js';
import { BreakdownTable } from '../../ui/analysis/breakdown-table.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { dimensionTitles } from './dimensions.js';

const shownValues = 50;

interface Props {
  by: Dimension;
  /** Dimensions that can be chosen: a page of one server has none of servers. */
  dimensions: Dimension[];
  onBy: (by: Dimension) => void;
  filter: CallFilter;
  span: CallSpan;
  options: AnalysisOptions;
  onChoose: (by: Dimension, item: BreakdownItem) => void;
}

/** The figures of each server, tool, user, client, class or deployment. */
export function Breakdown({ by, dimensions, onBy, filter, span, options, onChoose }: Props) {
  const { data, error, refetch } = useQuery(breakdownQuery(by, filter, span, { ...options, limit: shownValues }));
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Figures by"
        value={by}
        onChange={(value) => onBy(value as Dimension)}
        data={dimensions.map((value) => ({ value, label: dimensionTitles[value] }))}
        style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
      />
      <ListFrame
        error={data ? null : error}
        retry={() => void refetch()}
        isEmpty={data?.items.length === 0}
        empty={<EmptyState title="No calls in this time" />}
      >
        <BreakdownTable
          label={`Figures by ${dimensionTitles[by].toLowerCase()}`}
          of={dimensionTitles[by]}
          items={data?.items}
          byClass={by === 'class'}
          onChoose={(item) => onChoose(by, item)}
        />
      </ListFrame>
    </Stack>
  );
}
