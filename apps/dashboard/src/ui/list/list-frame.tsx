import type { ReactNode } from 'react';
import { ErrorState } from '../frame/states.js';

interface Props {
  /** Why the list could not be read; null when it could, or when an earlier answer is shown. */
  error: unknown;
  retry: () => void;
  isEmpty: boolean;
  /** Shown in place of an empty list. */
  empty: ReactNode;
  /** Shown while the list is read. A table shows placeholders of its own instead. */
  loading?: ReactNode;
  children: ReactNode;
}

/** A list, or why there is none. */
export function ListFrame({ error, retry, isEmpty, empty, loading, children }: Props) {
  if (error) return <ErrorState error={error} retry={retry} />;
  if (loading) return loading;
  return isEmpty ? empty : children;
}
