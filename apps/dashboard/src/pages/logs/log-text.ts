import type { LogLine } from '../../api/logs.js';
import { plainText } from '../../format/ansi.js';

/** A log as a text file: time, stage and text of each line, without colours. */
export const asText = (lines: readonly LogLine[]): string =>
  lines.map(({ at, stage, text }) => `${at} ${stage} ${plainText(text)}\n`).join('');

/** Parts of a text that match a search, upper and lower case aside. */
export function marked(text: string, search: string): { text: string; found: boolean }[] {
  if (search === '') return [{ text, found: false }];
  const parts: { text: string; found: boolean }[] = [];
  const lower = text.toLowerCase();
  const wanted = search.toLowerCase();
  // Lower case can be longer than what it comes from; then positions do not match, and nothing is marked.
  if (lower.length !== text.length) return [{ text, found: false }];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), found: false });
    parts.push({ text: text.slice(at, at + wanted.length), found: true });
    from = at + wanted.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), found: false });
  return parts;
}

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

/** `14:03:07.123`, local time. */
export function lineTime(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? '' : clock.format(time);
}
