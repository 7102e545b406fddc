/** Which time. A length reaches back from the moment of asking, so that asking again moves it on. */
export interface CallSpan {
  lastMs?: number;
  from?: string;
  to?: string;
}

const minuteMs = 60_000;

/** Whole minutes, because figures by minute are ready where single calls have to be counted. */
export function spanQuery({ lastMs, from, to }: CallSpan, now = Date.now()): { from?: string; to?: string } {
  if (lastMs === undefined) return { from, to };
  return { from: new Date(Math.floor((now - lastMs) / minuteMs) * minuteMs).toISOString() };
}
