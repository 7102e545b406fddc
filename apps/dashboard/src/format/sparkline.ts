/** The points of a line through the values in a box: the highest value is at the top, zero at the bottom. */
export function sparklinePoints(values: readonly number[], width: number, height: number): string {
  const highest = Math.max(...values, 1);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, index) => `${round(index * step)},${round(height - (Math.max(0, value) / highest) * height)}`)
    .join(' ');
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** At most `count` values, each the sum of neighbouring values. */
export function condensed(values: readonly number[], count: number): number[] {
  const size = Math.ceil(values.length / count);
  if (size <= 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}
