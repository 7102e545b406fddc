import { QueryClient } from '@tanstack/react-query';
import { canPass } from './error.js';

const maxRetries = 2;

/** Answers stay fresh until the live stream says otherwise; the clock is only the second line. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      retry: (failures, error) => failures < maxRetries && canPass(error),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      // The banner and the live stream know better than `navigator.onLine`, which says offline on a machine without a
      // network.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
