const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });

/** `3 minutes ago`, `in 2 days`, `just now`. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1_000);
  const [unit, size] = units.find(([, unitSeconds]) => Math.abs(seconds) >= unitSeconds) ?? [];
  if (unit) return relative.format(Math.trunc(seconds / size!), unit);
  return Math.abs(seconds) < 10 ? 'just now' : relative.format(seconds, 'second');
}

/** After which time the text of `relativeTime` has to be computed again. */
export function refreshMs(at: number, now: number): number {
  const age = Math.abs(now - at);
  if (age < 60_000) return 5_000;
  return age < 3_600_000 ? 30_000 : 600_000;
}

// Dates and times of day have the form of the browser's locale; all other text is English.
const formatsIn = (timeZone: string | undefined) => ({
  exact: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long', timeZone }),
  clock: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZone }),
  day: new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone }),
  midnight: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }),
});
let shownZone: string | undefined;
let formats = formatsIn(shownZone);

/** From now on times are shown in this zone (IANA). */
export function showTimesIn(zone: string): void {
  if (zone === shownZone) return;
  shownZone = zone;
  formats = formatsIn(zone);
}

export const exactTime = (at: number): string => formats.exact.format(at);
/** The time of day to the minute: `14:03` or `02:03 PM`. */
export const clockTime = (at: number): string => formats.clock.format(at);
/** The day without its year: `Nov 27` or `27 Nov`. */
export const dayText = (at: number): string => formats.day.format(at);
export const isMidnight = (at: number): boolean => formats.midnight.format(at) === '00:00';

/** `850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
