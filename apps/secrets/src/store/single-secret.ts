import type { Sealed } from '@toolyard/contracts';
import { StaleSeal } from './fresh-seal.js';

/** A stream that holds one secret at a time. */
export interface SingleSecret {
  value: Sealed | null;
  version: number;
  /** Data keys that are not needed any more. */
  retired: readonly string[];
}

export const noSecret: SingleSecret = { value: null, version: 0, retired: [] };

/**
 * Every secret has a data key of its own, so that the one before is gone as soon as it is replaced.
 * @throws StaleSeal when another secret was stored since it was sealed
 */
export function assertNext(state: SingleSecret, value: Sealed, version: number): void {
  const isUsed = value.dataKeyId === state.value?.dataKeyId || state.retired.includes(value.dataKeyId);
  if (version !== state.version + 1 || isUsed) throw new StaleSeal('The secret changed in between.');
}

/** @param next null removes it */
export function replaced(state: SingleSecret, next: { value: Sealed; version: number } | null): SingleSecret {
  const retired = state.value ? [...state.retired, state.value.dataKeyId] : state.retired;
  return next ? { value: next.value, version: next.version, retired } : { ...state, value: null, retired };
}
