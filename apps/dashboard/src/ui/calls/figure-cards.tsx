import { Paper, SimpleGrid, Skeleton, Text, Tooltip } from '@mantine/core';
import type { Figures } from '../../domain/calls/figures.js';
import type { AnswerState } from '../../domain/lists/answer-state.js';
import { latency } from './call-status.js';
import classes from './figure-cards.module.css';

const rateHint =
  'Calls with a tool error, a protocol error, a timeout or an unreachable server, divided by all calls. ' +
  'Calls that were denied, cancelled or need a sign-in do not count.';

/** `0 %`, `0.04 %`, `12.5 %`. */
const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: share > 0 && share < 0.01 ? 2 : 1 })} %`;

const wholeNumber = (value: number): string => value.toLocaleString('en');

/** A figure, or a dash for one that these calls do not have. */
const shown = (value: number | null, text: (value: number) => string): string => (value === null ? '–' : text(value));

/**
 * Total calls, unique users, error rate and average latency. While they load there are skeletons of the same size; a
 * figure that could not be read is a dash, and a figure of an earlier answer is pale.
 */
export function FigureCards({ figures, state = 'fresh' }: { figures: Figures | undefined; state?: AnswerState }) {
  const missing = state === 'failed' ? '–' : undefined;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" data-answer={state} className={classes['figures']}>
      <Card name="Total calls" value={figures ? wholeNumber(figures.totalCalls) : missing} />
      <Card name="Unique users" value={figures ? shown(figures.uniqueUsers, wholeNumber) : missing} />
      <Card name="Error rate" value={figures ? shown(figures.errorRate, percent) : missing} hint={rateHint} />
      <Card
        name="Average latency"
        value={figures ? shown(figures.totalCalls === 0 ? null : figures.averageLatencyMs, latency) : missing}
      />
    </SimpleGrid>
  );
}

function Card({ name, value, hint }: { name: string; value: string | undefined; hint?: string }) {
  const title = (
    <Text
      size="xs"
      c="dimmed"
      component="span"
      td={hint ? 'underline dotted' : undefined}
      tabIndex={hint ? 0 : undefined}
    >
      {name}
    </Text>
  );
  return (
    <Paper withBorder px="md" py="sm">
      {hint ? (
        <Tooltip label={hint} events={{ hover: true, focus: true, touch: true }}>
          {title}
        </Tooltip>
      ) : (
        title
      )}
      <Text
        size="1.375rem"
        fw={600}
        lh="32px"
        component="div"
        role="group"
        aria-label={value === undefined ? `${name} is loading` : `${name}: ${value}`}
        data-figure={name}
      >
        {value ?? <Skeleton height={22} width="60%" mt={5} />}
      </Text>
    </Paper>
  );
}
