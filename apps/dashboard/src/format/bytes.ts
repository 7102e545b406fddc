const units = ['B', 'kB', 'MB', 'GB'] as const;

/** `0 B`, `840 B`, `1.4 kB`, `23 MB`: about two significant digits, a thousand to each unit. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
