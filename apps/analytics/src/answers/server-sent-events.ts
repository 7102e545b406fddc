import type { LogLine } from '@toolyard/contracts';

/** Wire form of the WHATWG HTML standard, section 9.2. JSON has no raw newlines, so one `data` line is enough. */
export function lineEvents(lines: LogLine[]): string {
  return lines.map((line) => `id: ${line.n}\ndata: ${JSON.stringify(line)}\n\n`).join('');
}

export const endEvent = (status: string): string => `event: end\ndata: ${JSON.stringify({ status })}\n\n`;

export const comment = (text: string): string => `: ${text}\n\n`;

/** Number in `Last-Event-ID`; null when there is none, undefined when it is no number. */
export function resumesAfter(header: string | string[] | undefined): number | null | undefined {
  if (header === undefined || header === '') return null;
  const after = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  return Number.isSafeInteger(after) ? after : undefined;
}
