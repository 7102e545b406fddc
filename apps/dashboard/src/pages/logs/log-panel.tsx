import { Tabs, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { Deployment } from '../../api/deployments/deployments.js';
import type { LogSource } from '../../api/deployments/logs.js';
import type { Server } from '../../api/servers/servers.js';
import { type LineRange, lineRangeHash, parseLineRange } from '../../domain/logs/line-range.js';
import type { FeedState } from '../../domain/logs/log-feed.js';
import { useLogFeed } from '../../domain/logs/use-log-feed.js';
import { ErrorState } from '../../ui/frame/states.js';
import { useListState } from '../../ui/list/use-list-state.js';
import { LogToolbar } from './log-toolbar.js';
import { LogView } from './log-view.js';
import classes from './logs.module.css';
import { useLogSearch } from './use-log-search.js';

const defaults = { log: 'build', find: '' };

/** Build log and runtime log. The tab, the search and the chosen lines are in the URL. */
export function LogPanel({ server, deployment }: { server: Server; deployment: Deployment }) {
  const [state, setState] = useListState(defaults);
  const tab = state.log === 'runtime' ? 'runtime' : 'build';
  const source = useMemo(
    (): LogSource => (tab === 'build' ? { kind: 'deployment', id: deployment.id } : { kind: 'server', id: server.id }),
    [tab, deployment.id, server.id],
  );
  return (
    <Tabs
      value={tab}
      onChange={(log) => setState({ log: log ?? 'build', find: '' })}
      variant="outline"
      className={classes['panel']}
    >
      <Tabs.List mb="xs">
        <Tabs.Tab value="build">Build log</Tabs.Tab>
        <Tabs.Tab value="runtime">Runtime log</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value={tab} className={classes['panel']}>
        <Log
          key={`${source.kind} ${source.id}`}
          source={source}
          label={tab === 'build' ? 'Build log' : 'Runtime log'}
          typed={state.find}
          onTyped={(find) => setState({ find })}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

function Log({
  source,
  label,
  typed,
  onTyped,
}: {
  source: LogSource;
  label: string;
  typed: string;
  onTyped: (text: string) => void;
}) {
  const navigate = useNavigate();
  const chosen = parseLineRange(useRouterState({ select: ({ location }) => location.hash }));
  const feed = useLogFeed(source);
  const [follow, setFollow] = useState(chosen === null);
  const [times, setTimes] = useLocalStorage({
    key: 'toolyard-log-times',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [wrap, setWrap] = useLocalStorage({
    key: 'toolyard-log-wrap',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  /** Grows with each request to scroll to the chosen lines. */
  const [scrollRequest, setScrollRequest] = useState(0);
  const found = useLogSearch(feed, typed);
  const [place, setPlace] = useState({ search: '', at: -1 });
  const at = place.search === found.search ? place.at : -1;
  const step = (by: 1 | -1) => {
    const { matches } = found;
    if (matches.length === 0) return;
    setFollow(false);
    // Before the first step, "next" begins at the first match and "previous" at the last one.
    const from = at < 0 && by === -1 ? 0 : at;
    setPlace({ search: found.search, at: (from + by + matches.length) % matches.length });
  };
  const choose = useCallback(
    (range: LineRange) => {
      setFollow(false);
      void navigate({
        to: '.',
        search: true,
        hash: lineRangeHash(range),
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      });
    },
    [navigate],
  );
  const goTo = (range: LineRange) => {
    choose(range);
    setScrollRequest((count) => count + 1);
  };
  return (
    <>
      <LogToolbar
        source={source}
        typed={typed}
        onTyped={onTyped}
        found={found}
        at={at}
        onStep={step}
        follow={follow}
        onFollow={setFollow}
        ended={feed.state === 'ended'}
        times={times}
        onTimes={setTimes}
        wrap={wrap}
        onWrap={setWrap}
        chosen={chosen}
        onChoose={goTo}
      />
      {feed.state === 'refused' && <ErrorState error={feed.error} />}
      <LogView
        key={String(wrap)}
        feed={feed}
        label={label}
        look={{ times, wrap, search: found.search }}
        follow={follow}
        onFollow={setFollow}
        chosen={chosen}
        onChoose={choose}
        scrollRequest={scrollRequest}
        current={at < 0 ? null : (found.matches[at] ?? null)}
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
