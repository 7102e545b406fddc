/** What is known about an answer. `stale`: an earlier answer is shown. `hung`: nothing came for some seconds. */
export type AnswerState = 'loading' | 'hung' | 'failed' | 'stale' | 'fresh';

/** The fields of a query that tell it. */
export interface Asked {
  data: unknown;
  error: unknown;
  /** How often it failed. Without data, `error` is empty again while the answer is asked for once more. */
  errorUpdateCount: number;
  isPlaceholderData: boolean;
}

/** After this time without an answer the page says so. */
export const hungMs = 4_000;

/** @param waitsLong whether the answer is outstanding for `hungMs` */
export function answerState(
  { data, error, errorUpdateCount, isPlaceholderData }: Asked,
  waitsLong: boolean,
): AnswerState {
  if (data === undefined) {
    if (errorUpdateCount > 0) return 'failed';
    return waitsLong ? 'hung' : 'loading';
  }
  if (isPlaceholderData && waitsLong && !error) return 'hung';
  return isPlaceholderData || error ? 'stale' : 'fresh';
}

const order: AnswerState[] = ['failed', 'hung', 'stale', 'loading', 'fresh'];

/** The state of a page with several answers: the one that its reader has to know first. */
export const worstState = (states: AnswerState[]): AnswerState =>
  order.find((state) => states.includes(state)) ?? 'fresh';
