import { useSyncExternalStore } from 'react';
import { call, notifySignedOut } from '../http/client.js';
import { ApiError, isLost } from '../http/error.js';
import { queryClient } from '../http/query-client.js';
import type { Session } from '../me/session.js';
import { areasOf, type Change, parseCalls, parseChange } from './live-events.js';

/** `stale`: the platform answers, but the live stream is not open. `lost`: the platform does not answer. */
type LiveState = 'connecting' | 'live' | 'stale' | 'lost';

export type LiveEvent = { kind: 'change'; change: Change } | { kind: 'calls'; servers: Record<string, number> };

const path = '/api/v1/events';
const gatherMs = 150;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** Browsers allow few connections to one origin, so a hidden page closes its stream. */
const hiddenMs = 60_000;

let state: LiveState = 'connecting';
let isStarted = false;
let source: EventSource | null = null;
let retryMs = firstRetryMs;
let retry: ReturnType<typeof setTimeout> | undefined;
let hide: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();
const listeners = new Set<(event: LiveEvent) => void>();
const changedAreas = new Set<string>();

function become(next: LiveState): void {
  if (next === state) return;
  const missed = state === 'lost' || state === 'stale';
  state = next;
  if (missed && next !== 'lost') void queryClient.invalidateQueries();
  for (const watcher of watchers) watcher();
}

/** Changes that arrive close together make one refresh. */
function refresh(areas: string[]): void {
  if (changedAreas.size === 0) {
    setTimeout(() => {
      const refreshed = new Set(changedAreas);
      changedAreas.clear();
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => refreshed.has(String(queryKey[0])) });
    }, gatherMs);
  }
  for (const area of areas) changedAreas.add(area);
}

const emit = (event: LiveEvent): void => listeners.forEach((listener) => listener(event));

function open(): void {
  clearTimeout(retry);
  source?.close();
  const opened = (source = new EventSource(path));
  opened.addEventListener('open', () => {
    retryMs = firstRetryMs;
    become('live');
  });
  opened.addEventListener('change', ({ data }: MessageEvent<string>) => {
    const change = parseChange(data);
    if (!change) return;
    refresh(areasOf(change));
    emit({ kind: 'change', change });
  });
  opened.addEventListener('calls', ({ data }: MessageEvent<string>) => {
    const servers = parseCalls(data);
    if (servers) emit({ kind: 'calls', servers });
  });
  opened.addEventListener('reset', () => void queryClient.invalidateQueries());
  opened.addEventListener('error', () => {
    opened.close();
    void probe();
  });
}

/** The stream does not say why it broke; an ordinary request does. */
async function probe(): Promise<void> {
  clearTimeout(retry);
  try {
    const { user } = await call<Session>('GET', '/api/v1/session');
    if (isStarted) become('stale');
    if (isStarted && !user) return notifySignedOut();
  } catch (error) {
    if (isStarted && (!(error instanceof ApiError) || isLost(error))) become('lost');
  }
  if (!isStarted) return;
  retry = setTimeout(state === 'lost' ? () => void probeOrOpen() : open, retryMs);
  retryMs = Math.min(retryMs * 2, longestRetryMs);
}

/** While the platform does not answer, small requests check whether it does again. */
async function probeOrOpen(): Promise<void> {
  const before = state;
  await probe();
  if (before === 'lost' && state === 'stale') open();
}

function onVisibility(): void {
  clearTimeout(hide);
  if (document.hidden) {
    hide = setTimeout(() => source?.close(), hiddenMs);
  } else if (source?.readyState === EventSource.CLOSED) {
    open();
    void queryClient.invalidateQueries();
  }
}

/** For a request that found the platform unreachable before the stream did. */
export function reportLoss(): void {
  if (!isStarted || state === 'lost') return;
  become('lost');
  source?.close();
  retryMs = firstRetryMs;
  void probe();
}

/** Opens the live stream. @returns what closes it */
export function startLive(): () => void {
  isStarted = true;
  open();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    isStarted = false;
    clearTimeout(retry);
    clearTimeout(hide);
    document.removeEventListener('visibilitychange', onVisibility);
    source?.close();
    source = null;
    state = 'connecting';
  };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

/** For a page that needs the events themselves; queries are refreshed without it. @returns what ends listening */
export function onLiveEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
