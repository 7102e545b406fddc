import { Paper, SimpleGrid, Skeleton, Text, Tooltip } from '@mantine/core';
import type { Figures } from '../../domain/calls/figures.js';
import { latency } from './call-status.js';

const rateHint =
  'Calls with a tool error, a protocol error, a timeout or an unreachable server, divided by all calls. ' +
  'Calls that were denied, cancelled or need a sign-in do not count.';

/** `0 %`, `0.04 %`, `12.5 %`. */
const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en', { maximumFractionDigits: share > 0 && share < 0.01 ? 2 : 1 })} %`;

const wholeNumber = (value: number): string => value.toLocaleString('en');

/** A figure, or a dash for one that these calls do not have. */
const shown = (value: number | null, text: (value: number) => string): string => (value === null ? '–' : text(value));

/** Total calls, unique users, error rate and average latency; skeletons of the same size while they load. */
export function FigureCards({ figures }: { figures: Figures | undefined }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Card name="Total calls" value={figures && wholeNumber(figures.totalCalls)} />
      <Card name="Unique users" value={figures && shown(figures.uniqueUsers, wholeNumber)} />
      <Card name="Error rate" value={figures && shown(figures.errorRate, percent)} hint={rateHint} />
      <Card
        name="Average latency"
        value={figures && (figures.totalCalls === 0 ? '–' : shown(figures.averageLatencyMs, latency))}
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
