import { Temporal } from 'temporal-polyfill';

/** Wall-clock time of an instant with its offset, such as `2026-11-27T23:30:00.250+05:30`; `Z` for UTC. */
export function timeWithOffset(at: number, timeZone: string): string {
  if (timeZone === 'UTC') return new Date(at).toISOString();
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ timeZone, fractionalSecondDigits: 3 });
}

export const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
