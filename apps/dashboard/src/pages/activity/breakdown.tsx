import { SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { breakdownQuery, type BreakdownItem, type Dimension } from '../../api/activity/analysis.js';
import { BreakdownTable } from '../../ui/analysis/breakdown-table.js';
import { EmptyState } from '../../ui/frame/states.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import { dimensionTitles } from './dimensions.js';
import type { Question } from './use-question.js';

const shownValues = 50;

interface Props {
  question: Question;
  by: Dimension;
  /** Dimensions that can be chosen: a page of one server has none of servers. */
  dimensions: Dimension[];
  onBy: (by: Dimension) => void;
  onChoose: (by: Dimension, item: BreakdownItem) => void;
}

/** The figures of each server, tool, user, client, class or deployment. */
export function Breakdown({ question: { filter, span, options }, by, dimensions, onBy, onChoose }: Props) {
  const query = useQuery(breakdownQuery(by, filter, span, { ...options, limit: shownValues }));
  const { data } = query;
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
      <ListFrame query={query} isEmpty={data?.items.length === 0} empty={<EmptyState title="No calls in this time" />}>
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
