import { Rejected } from '@toolyard/contracts';

const hasTime = /T\d/;
const hasOffset = /(Z|[+-]\d{2}(:?\d{2})?)$/i;

/** Milliseconds since 1970; a time without an offset is UTC, wherever the service runs. */
const instantOf = (text: string): number => Date.parse(hasTime.test(text) && !hasOffset.test(text) ? `${text}Z` : text);

/**
 * ISO 8601 to milliseconds since 1970.
 * @throws Rejected `invalid_request` for a range that ends before it begins
 */
export function spanOfQuery({ from, to }: { from?: string; to?: string }): { from?: number; to?: number } {
  const span = {
    from: from === undefined ? undefined : instantOf(from),
    to: to === undefined ? undefined : instantOf(to),
  };
  for (const [name, at] of Object.entries(span)) {
    if (at !== undefined && !(at >= 0 && at <= Date.UTC(2100, 0, 1)))
      throw new Rejected('invalid_request', `${name} must be a time between 1970 and 2100.`);
  }
  if (span.from !== undefined && span.to !== undefined && span.from > span.to)
    throw new Rejected('invalid_request', 'from must not be later than to.');
  return span;
}
