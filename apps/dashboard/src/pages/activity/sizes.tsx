import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sizesQuery } from '../../api/activity/tool-measures.js';
import { SizesTable } from '../../ui/analysis/sizes-table.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import type { Question } from './use-question.js';

/** How large inputs and answers of each tool are: what an agent pays for them. */
export function Sizes({
  question: { filter, span, isComplete: enabled },
  empty,
}: {
  question: Question;
  empty: ReactNode;
}) {
  const query = useQuery({ ...sizesQuery(filter, span), enabled });
  return (
    <ListFrame query={query} isEmpty={query.data?.length === 0} empty={empty}>
      <SizesTable sizes={query.data} />
      <Text size="xs" c="dimmed" mt={6}>
        Averages of the calls that ended with an answer. Tokens are those of an average answer, at four bytes each: an
        estimate, since every model counts in its own way.
      </Text>
    </ListFrame>
  );
}
