import { useSyncExternalStore } from 'react';
import { call } from '../api/client.js';
import { ApiError, isLost } from '../api/error.js';
import { queryClient } from '../api/query-client.js';
import { areasOf, type LiveEvent, parseLiveEvent } from './live-events.js';

/** `stale`: the platform answers, but changes do not arrive by themselves. `lost`: it does not answer. */
export type LiveState = 'connecting' | 'live' | 'stale' | 'lost';

const path = '/api/v1/events';
const gatherMs = 150;
const firstRetryMs = 1_000;
const longestRetryMs = 8_000;
/** Browsers allow few connections to one origin, so a page that nobody sees gives its own back. */
const hiddenMs = 60_000;

let state: LiveState = 'connecting';
let source: EventSource | null = null;
let retryMs = firstRetryMs;
let retry: ReturnType<typeof setTimeout> | undefined;
let hide: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
const watchers = new Set<() => void>();
const listeners = new Set<(event: LiveEvent) => void>();
const changed = new Set<string>();
let gathering = false;

function become(next: LiveState): void {
  if (next === state) return;
  const missed = next === 'live' && state !== 'connecting';
  state = next;
  if (missed) void queryClient.invalidateQueries();
  for (const watcher of watchers) watcher();
}

/** Many events in a row refresh once. */
function refresh(areas: string[]): void {
  for (const area of areas) changed.add(area);
  if (gathering || changed.size === 0) return;
  gathering = true;
  setTimeout(() => {
    gathering = false;
    const now = new Set(changed);
    changed.clear();
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => now.has(String(queryKey[0])) });
  }, gatherMs);
}

function open(): void {
  clearTimeout(retry);
  source?.close();
  const opened = new EventSource(path);
  source = opened;
  opened.addEventListener('open', () => {
    retryMs = firstRetryMs;
    become('live');
  });
  opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const event = parseLiveEvent(data);
    if (!event) return;
    refresh(areasOf(event));
    for (const listener of listeners) listener(event);
  });
  opened.addEventListener('error', () => {
    opened.close();
    void probe();
  });
}

/** The stream does not say why it broke; an ordinary call does. */
async function probe(): Promise<void> {
  if (!wanted) return;
  try {
    await call('GET', '/api/v1/session');
    if (state === 'lost') void queryClient.invalidateQueries();
    become('stale');
    void queryClient.invalidateQueries({ refetchType: 'active' });
  } catch (error) {
    if (!(error instanceof ApiError) || isLost(error)) become('lost');
  }
  clearTimeout(retry);
  retry = setTimeout(open, retryMs);
  retryMs = Math.min(retryMs * 2, longestRetryMs);
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

/** A call found the platform gone before the stream did. */
export function noticeLoss(): void {
  if (!wanted || state === 'lost') return;
  become('lost');
  clearTimeout(retry);
  retry = setTimeout(open, firstRetryMs);
}

/** Keeps the stream open until the answer is called. */
export function goLive(): () => void {
  wanted = true;
  open();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    wanted = false;
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

/** For a page that wants the events themselves, beside the refresh that happens anyway. */
export function onLiveEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
