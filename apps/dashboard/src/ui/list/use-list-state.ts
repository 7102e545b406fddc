import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type ListState, readState, type SearchParams, writeState } from '../../domain/list-state.js';

/**
 * The state of a list (search, filters, cursor …) in the URL, so that a link, a reload and the back button keep it.
 * `defaults` must be a constant outside of the component. Changes replace the history entry unless `push` is asked for.
 */
export function useListState<S extends ListState>(
  defaults: S,
): [S, (change: Partial<S>, options?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as SearchParams;
  const navigate = useNavigate();
  const state = useMemo(() => readState(defaults, search), [defaults, search]);
  const change = useCallback(
    (part: Partial<S>, { push = false } = {}) => {
      void navigate({
        to: '.',
        replace: !push,
        resetScroll: false,
        search: ((now: SearchParams) => writeState(defaults, now, { ...readState(defaults, now), ...part })) as never,
      });
    },
    [defaults, navigate],
  );
  return [state, change];
}
