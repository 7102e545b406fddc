import { Text } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { LogSource } from '../../api/deployments/logs.js';
import { type LineRange, lineRangeHash, parseLineRange } from '../../domain/logs/line-range.js';
import type { FeedState } from '../../domain/logs/log-feed.js';
import { useLogFeed } from '../../domain/logs/use-log-feed.js';
import { ErrorState } from '../../ui/frame/states.js';
import { LogToolbar } from './log-toolbar.js';
import { LogView } from './log-view.js';
import { useLogLook } from './use-log-look.js';
import { useLogSearch } from './use-log-search.js';
import { useMatchSteps } from './use-match-steps.js';

interface Props {
  source: LogSource;
  label: string;
  /** The text in the field of the search. */
  typed: string;
  onTyped: (text: string) => void;
}

/** One log with its tools. The chosen lines are in the URL. */
export function Log({ source, label, typed, onTyped }: Props) {
  const [chosen, setChosen] = useChosenLines();
  const feed = useLogFeed(source);
  const [follow, setFollow] = useState(chosen === null);
  const [look, setLook] = useLogLook();
  /** Grows with each request to scroll to the chosen lines. */
  const [scrollRequest, setScrollRequest] = useState(0);
  const found = useLogSearch(feed, typed);
  const steps = useMatchSteps(found, () => setFollow(false));
  const choose = useCallback((range: LineRange) => (setFollow(false), setChosen(range)), [setChosen]);
  const goTo = (range: LineRange) => {
    choose(range);
    setScrollRequest((count) => count + 1);
  };
  return (
    <>
      <LogToolbar
        source={source}
        search={{ typed, onTyped, found, ...steps }}
        follow={{ on: follow, onChange: setFollow, ended: feed.state === 'ended' }}
        look={look}
        onLook={setLook}
        chosen={chosen}
        onChoose={goTo}
      />
      {feed.state === 'refused' && <ErrorState error={feed.error} />}
      <LogView
        key={String(look.wrap)}
        feed={feed}
        label={label}
        look={{ ...look, search: found.search }}
        follow={follow}
        onFollow={setFollow}
        chosen={chosen}
        onChoose={choose}
        scrollRequest={scrollRequest}
        current={steps.line}
      />
      <Text size="xs" c="dimmed" mt={6} role="status">
        {feed.book.total.toLocaleString('en')} {feed.book.total === 1 ? 'line' : 'lines'} · {stateText[feed.state]}
      </Text>
    </>
  );
}

const stateText: Record<FeedState, string> = {
  opening: 'Opening the log',
  following: 'New lines appear automatically',
  ended: 'The log is complete',
  lost: 'Connection lost; connecting again. No line is lost',
  refused: 'The log cannot be read',
};

/** The lines that the fragment of the URL names, and what replaces them there. */
function useChosenLines(): [LineRange | null, (range: LineRange) => void] {
  const navigate = useNavigate();
  const chosen = parseLineRange(useRouterState({ select: ({ location }) => location.hash }));
  const choose = useCallback(
    (range: LineRange) =>
      void navigate({
        to: '.',
        search: true,
        hash: lineRangeHash(range),
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  return [chosen, choose];
}
