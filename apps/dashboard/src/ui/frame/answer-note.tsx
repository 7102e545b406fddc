import { Alert, Button, Group, Text } from '@mantine/core';
import { IconClockPause, IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { answerState, type AnswerState, type Asked, hungMs, worstState } from '../../domain/lists/answer-state.js';
import { ErrorState } from './states.js';

/** The part of a query's result that is needed here. */
interface Query extends Asked {
  /** Why the last attempt failed, while the next one is under way too. */
  failureReason: unknown;
  fetchStatus: 'fetching' | 'paused' | 'idle';
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** The worst state of these queries. It changes to `hung` when one of them waits for some seconds. */
export function useAnswerState(queries: Query[]): AnswerState {
  const waiting = queries.some(
    ({ data, isPlaceholderData, fetchStatus }) =>
      fetchStatus === 'fetching' && (data === undefined || isPlaceholderData),
  );
  const waitsLong = useWaitsLong(waiting);
  return worstState(queries.map((query) => answerState(query, waitsLong && query.fetchStatus === 'fetching')));
}

function useWaitsLong(waiting: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLong(true), hungMs);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [waiting]);
  return waiting && long;
}

/** Says that figures are missing or old, which service owes them, and what to do. Nothing while all is well. */
export function AnswerNote({ state, queries, service }: { state: AnswerState; queries: Query[]; service: string }) {
  const [failed] = queries.flatMap(({ error, failureReason }) => error ?? failureReason ?? []);
  const retry = () => queries.forEach(({ errorUpdateCount, refetch }) => errorUpdateCount > 0 && void refetch());
  if (state === 'failed') return <ErrorState error={failed} retry={retry} title={`${service} could not answer`} />;
  if (state === 'hung')
    return (
      <Alert
        color="yellow"
        variant="light"
        role="status"
        icon={<IconClockPause />}
        title={`${service} does not answer`}
      >
        Nothing came for {hungMs / 1_000} seconds. The page waits on. Health shows which services work.
      </Alert>
    );
  if (state !== 'stale' || !failed) return null;
  return (
    <Alert color="yellow" variant="light" role="status" icon={<IconPlugConnectedX />}>
      <Group gap="sm">
        <Text size="sm">{service} could not refresh these figures. They are older than they look.</Text>
        <Button size="compact-xs" variant="default" onClick={retry}>
          Try again
        </Button>
      </Group>
    </Alert>
  );
}
