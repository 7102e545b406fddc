import { QueryClient } from '@tanstack/react-query';
import { isTemporary } from './error.js';

const maxRetries = 2;

/** The live stream refreshes what changed; the stale time is for changes that it missed. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      retry: (failures, error) => failures < maxRetries && isTemporary(error),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      // `navigator.onLine` says offline on a machine without a network, although the platform there answers.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
