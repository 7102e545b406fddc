import { useState } from 'react';
import type { LogSearch } from './use-log-search.js';

/** Goes from match to match of a search, round and round. */
export interface MatchSteps {
  /** The index of the current match; -1 before the first step. */
  at: number;
  /** The line of the current match. */
  line: number | null;
  step: (by: 1 | -1) => void;
}

export function useMatchSteps({ search, matches }: LogSearch, onStep: () => void): MatchSteps {
  const [place, setPlace] = useState({ search: '', at: -1 });
  const at = place.search === search ? place.at : -1;
  const step = (by: 1 | -1) => {
    if (matches.length === 0) return;
    onStep();
    // Before the first step, "next" begins at the first match and "previous" at the last one.
    const from = at < 0 && by === -1 ? 0 : at;
    setPlace({ search, at: (from + by + matches.length) % matches.length });
  };
  return { at, line: at < 0 ? null : (matches[at] ?? null), step };
}
