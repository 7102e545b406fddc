import type { ReactNode } from 'react';
import { ErrorState } from '../frame/states.js';

interface Props {
  /** What reads the list. An earlier answer is shown when it cannot be read again. */
  query: { data: unknown; error: unknown; refetch: () => unknown };
  isEmpty: boolean;
  /** Shown in place of an empty list. */
  empty: ReactNode;
  /** Shown while the list is read. A table shows placeholders of its own instead. */
  loading?: ReactNode;
  children: ReactNode;
}

/** A list, or why there is none. */
export function ListFrame({ query: { data, error, refetch }, isEmpty, empty, loading, children }: Props) {
  if (error && data === undefined) return <ErrorState error={error} retry={() => void refetch()} />;
  if (loading) return loading;
  return isEmpty ? empty : children;
}
