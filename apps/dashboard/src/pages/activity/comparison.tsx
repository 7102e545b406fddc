import { SimpleGrid, Stack, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type BreakdownItem, breakdownQuery } from '../../api/activity/analysis.js';
import { comparisonQuery } from '../../api/activity/tool-measures.js';
import { comparedPair, latestFirst, type Pair } from '../../domain/calls/compared.js';
import { dayText, clockTime } from '../../format/time.js';
import { ComparisonTable } from '../../ui/analysis/comparison-table.js';
import { EmptyState } from '../../ui/frame/states.js';
import { FilterSelect } from '../../ui/list/filter-select.js';
import { ListFrame } from '../../ui/list/list-frame.js';
import type { Question } from './use-question.js';

const listedDeployments = 200;
const none: never[] = [];

interface Props {
  question: Question;
  /** Ids of deployments; empty where none is chosen. */
  chosen: Pair;
  onChoose: (pair: Partial<Pair>) => void;
}

/** Two deployments of a server, tool by tool. */
export function Comparison(props: Props) {
  if (props.question.filter.serverId === undefined)
    return (
      <EmptyState title="Choose a server" icon={<IconArrowsDiff size={32} />}>
        Two of its deployments are compared here, tool by tool.
      </EmptyState>
    );
  return <OfServer {...props} />;
}

function OfServer({ question: { filter, span }, chosen, onChoose }: Props) {
  const { serverId, deploymentId: _, ...others } = filter;
  const called = useQuery(breakdownQuery('deployment', { serverId }, {}, { limit: listedDeployments }));
  const deployments = useMemo(() => latestFirst(called.data?.items ?? none), [called.data]);
  const pair = comparedPair(deployments, chosen);
  const isPair = pair.base !== '' && pair.candidate !== '' && called.data !== undefined;
  const compared = useQuery({ ...comparisonQuery({ serverId, ...others }, span, pair), enabled: isPair });
  if (called.data && !isPair)
    return (
      <EmptyState title="There is nothing to compare yet" icon={<IconArrowsDiff size={32} />}>
        When two deployments of this server were called, their figures are compared here.
      </EmptyState>
    );
  const options = deployments.map((each) => [each.key, nameOf(each)] as const);
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" maw={640}>
        <FilterSelect
          label="Deployment"
          all="The newest"
          options={options}
          value={pair.candidate}
          onChange={(candidate) => onChoose({ candidate })}
        />
        <FilterSelect
          label="Compared with"
          all="The one before"
          options={options}
          value={pair.base}
          onChange={(base) => onChoose({ base })}
        />
      </SimpleGrid>
      <ListFrame
        query={called.data ? compared : called}
        isEmpty={compared.data?.length === 0}
        empty={<EmptyState title="Neither deployment was called in this time" />}
      >
        <ComparisonTable tools={compared.data} />
        <Text size="xs" c="dimmed" mt={6}>
          Within the time and the filters of the page. Few calls say little.
        </Text>
      </ListFrame>
    </Stack>
  );
}

/** Two deployments of one commit differ in the time of their calls. */
function nameOf({ name, key, lastCalledAt }: BreakdownItem): string {
  const at = Date.parse(lastCalledAt);
  return `${name || key}, called until ${dayText(at)}, ${clockTime(at)}`;
}
