import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type ListState, readState, type SearchParams, writeState } from '../../domain/lists/list-state.js';

/**
 * The state of a list (search, filters, cursors) in the URL, so that links, reloads and the back button keep it.
 *
 * @param defaults a constant outside the component
 * @returns the state, and what changes it; with `push` the change is a new entry of the history
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
