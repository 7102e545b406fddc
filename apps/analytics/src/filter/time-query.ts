import { Rejected } from '@toolyard/contracts';

/**
 * ISO 8601 to milliseconds since 1970.
 * @throws Rejected `invalid_request` for a range that ends before it begins
 */
export function spanOfQuery({ from, to }: { from?: string; to?: string }): { from?: number; to?: number } {
  const span = {
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
  for (const [name, at] of Object.entries(span)) {
    if (at !== undefined && !(at >= 0 && at <= Date.UTC(2100, 0, 1)))
      throw new Rejected('invalid_request', `${name} must be a time between 1970 and 2100.`);
  }
  if (span.from !== undefined && span.to !== undefined && span.from > span.to)
    throw new Rejected('invalid_request', 'from must not be later than to.');
  return span;
}
