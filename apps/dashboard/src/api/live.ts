import { useSyncExternalStore } from 'react';
import { call, tellSignedOut } from './client.js';
import { ApiError, isLost } from './error.js';
import { queryClient } from './query-client.js';
import type { Session } from './session.js';
import { areasOf, type Change, parseCalls, parseChange } from './live-events.js';

/** `stale`: the platform answers, but changes do not arrive by themselves. `lost`: it does not answer. */
export type LiveState = 'connecting' | 'live' | 'stale' | 'lost';

export type LiveEvent = { kind: 'change'; change: Change } | { kind: 'calls'; servers: Record<string, number> };

const path = '/api/v1/events';
const gatherMs = 150;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** Browsers allow few connections to one origin, so a page that nobody sees gives its own back. */
const hiddenMs = 60_000;

let state: LiveState = 'connecting';
let wanted = false;
let source: EventSource | null = null;
let retryMs = firstRetryMs;
let retry: ReturnType<typeof setTimeout> | undefined;
let hide: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<() => void>();
const listeners = new Set<(event: LiveEvent) => void>();
const changed = new Set<string>();

function become(next: LiveState): void {
  if (next === state) return;
  const missed = state === 'lost' || state === 'stale';
  state = next;
  if (missed && next !== 'lost') void queryClient.invalidateQueries();
  for (const watcher of watchers) watcher();
}

/** Many changes in a row refresh once. */
function refresh(areas: string[]): void {
  if (changed.size === 0) {
    setTimeout(() => {
      const now = new Set(changed);
      changed.clear();
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => now.has(String(queryKey[0])) });
    }, gatherMs);
  }
  for (const area of areas) changed.add(area);
}

const tell = (event: LiveEvent): void => listeners.forEach((listener) => listener(event));

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
    tell({ kind: 'change', change });
  });
  opened.addEventListener('calls', ({ data }: MessageEvent<string>) => {
    const servers = parseCalls(data);
    if (servers) tell({ kind: 'calls', servers });
  });
  opened.addEventListener('reset', () => void queryClient.invalidateQueries());
  opened.addEventListener('error', () => {
    opened.close();
    void probe();
  });
}

/** The stream does not say why it broke; an ordinary call does. */
async function probe(): Promise<void> {
  clearTimeout(retry);
  try {
    const { user } = await call<Session>('GET', '/api/v1/session');
    if (wanted) become('stale');
    if (wanted && !user) return tellSignedOut();
  } catch (error) {
    if (wanted && (!(error instanceof ApiError) || isLost(error))) become('lost');
  }
  if (!wanted) return;
  retry = setTimeout(state === 'lost' ? () => void probeOrOpen() : open, retryMs);
  retryMs = Math.min(retryMs * 2, longestRetryMs);
}

/** While nothing answers, small calls ask whether something does. */
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

/** A call found the platform gone before the stream did. */
export function noticeLoss(): void {
  if (!wanted || state === 'lost') return;
  become('lost');
  source?.close();
  retryMs = firstRetryMs;
  void probe();
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
