export type JsonRecord = Record<string, unknown>;

/** Whether a value is a JSON object: no list, and not null. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Indented JSON. A string that contains JSON is formatted as JSON; any other string is returned as it is. */
export function formatJson(value: unknown): string {
  if (typeof value === 'string') {
    try {
      return JSON.stringify(JSON.parse(value), null, 2);
    } catch {
      return value;
    }
  }
  return JSON.stringify(value, null, 2) ?? '';
}

/** Indented JSON with sorted keys, so that texts of equal values are equal. */
export const sortedJson = (value: unknown): string => JSON.stringify(value, withSortedKeys, 2) ?? '';

const withSortedKeys = (_key: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
