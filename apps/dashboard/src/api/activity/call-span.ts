/** A span of time. With `lastMs` it reaches back from the moment of the request, so that each refresh moves it on. */
export interface CallSpan {
  lastMs?: number;
  from?: string;
  to?: string;
}

const minuteMs = 60_000;

/** In whole minutes: the platform has figures by minute, while a part of a minute needs a count of single calls. */
export function spanQuery({ lastMs, from, to }: CallSpan, now = Date.now()): { from?: string; to?: string } {
  if (lastMs === undefined) return { from, to };
  return { from: new Date(Math.floor((now - lastMs) / minuteMs) * minuteMs).toISOString() };
}

/** The address of a file with these query parameters; undefined ones are left out. */
export function fileHref(path: `/api/v1/${string}`, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${path}?${new URLSearchParams(given)}`;
}
