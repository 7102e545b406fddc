/** At most `longest` UTF-16 units, well formed; empty for what is no string. */
export function text(value: unknown, longest: number): string {
  if (typeof value !== 'string') return '';
  return (value.length > longest ? value.slice(0, longest) : value).toWellFormed();
}

/** `2026-11-23 01:02:03.004`, UTC. */
export function sqlTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ');
}
