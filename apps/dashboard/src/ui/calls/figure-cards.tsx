import { Group, Paper, SimpleGrid, Skeleton, Text, Tooltip } from '@mantine/core';
import type { Series } from '../../api/activity/analysis.js';
import { type Change, changeOf, pointsOf } from '../../domain/calls/change.js';
import type { Figures } from '../../domain/calls/figures.js';
import { valuesOf } from '../../domain/calls/series.js';
import type { AnswerState } from '../../domain/lists/answer-state.js';
import { Sparkline } from '../charts/sparkline-view.js';
import { latency, percent } from './call-status.js';
import classes from './figure-cards.module.css';

const rateHint =
  'Calls with a tool error, a protocol error, a timeout or an unreachable server, divided by all calls. ' +
  'Calls that were denied, cancelled or need a sign-in do not count.';

const wholeNumber = (value: number): string => value.toLocaleString('en');

/** A figure, or a dash for one that these calls do not have. */
const shown = (value: number | null, text: (value: number) => string): string => (value === null ? '–' : text(value));

interface Props {
  figures: Figures | undefined;
  state?: AnswerState;
  /** The same calls over time: adds a sparkline to each figure, and its change against the period before. */
  series?: Series;
}

/**
 * Total calls, unique users, error rate and latency. While they load there are skeletons of the same size; a figure
 * that could not be read is a dash, and a figure of an earlier answer is pale.
 */
export function FigureCards({ figures, state = 'fresh', series }: Props) {
  const missing = state === 'failed' ? '–' : undefined;
  const before = series?.previous?.totals;
  const values = (figure: Parameters<typeof valuesOf>[1]) =>
    series && valuesOf(series, figure).map((value) => value ?? 0);
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" data-answer={state} className={classes['figures']}>
      <Card
        name="Total calls"
        value={figures ? wholeNumber(figures.totalCalls) : missing}
        values={values('totalCalls')}
        change={changeOf(figures?.totalCalls, before?.totalCalls)}
      />
      <Card
        name="Unique users"
        value={figures ? wholeNumber(figures.uniqueUsers) : missing}
        change={changeOf(figures?.uniqueUsers, before?.uniqueUsers)}
      />
      <Card
        name="Error rate"
        value={figures ? shown(figures.errorRate, percent) : missing}
        hint={rateHint}
        values={values('errorRate')}
        change={pointsOf(figures?.errorRate, before && before.totalCalls > 0 ? before.errorRate : null)}
        worse="up"
      />
      <Card
        name="Average latency"
        value={figures ? shown(figures.totalCalls === 0 ? null : figures.averageLatencyMs, latency) : missing}
        values={values('p50')}
        change={changeOf(figures?.averageLatencyMs, before?.averageLatencyMs)}
        worse="up"
      />
    </SimpleGrid>
  );
}

interface CardProps {
  name: string;
  value: string | undefined;
  hint?: string;
  values?: number[];
  change: Change;
  /** The direction of a change for the worse, when there is one. */
  worse?: 'up';
}

function Card({ name, value, hint, values, change, worse }: CardProps) {
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
    <Paper withBorder px="md" py="sm" className={classes['card']}>
      {hint ? (
        <Tooltip label={hint} events={{ hover: true, focus: true, touch: true }}>
          {title}
        </Tooltip>
      ) : (
        title
      )}
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text
          size="1.375rem"
          fw={600}
          lh="32px"
          component="div"
          role="group"
          aria-label={value === undefined ? `${name} is loading` : `${name}: ${value}`}
          data-figure={name}
          className={classes['value']}
        >
          {value ?? <Skeleton height={22} width={70} mt={5} />}
        </Text>
        {values && values.length > 1 && (
          <span className={classes['trend']}>
            <Sparkline values={values} label={`Trend: ${name.toLowerCase()}`} />
          </span>
        )}
      </Group>
      {change.text !== '' && (
        <Text size="xs" c="dimmed" className={classes['change']} data-worse={change.direction === worse || undefined}>
          {change.text} against the period before
        </Text>
      )}
    </Paper>
  );
}
