import type { LogLine } from '../../api/deployments/logs.js';
import { plainText } from '../../format/ansi.js';

/** A log as a text file: time, stage and text of each line, without colours. */
export const asText = (lines: readonly LogLine[]): string =>
  lines.map(({ at, stage, text }) => `${at} ${stage} ${plainText(text)}\n`).join('');

/** A text in pieces, with those marked that match a search. Upper and lower case are the same. */
export function marked(text: string, search: string): { text: string; found: boolean }[] {
  if (search === '') return [{ text, found: false }];
  const pieces: { text: string; found: boolean }[] = [];
  const lower = text.toLowerCase();
  const needle = search.toLowerCase();
  // Some letters are longer in lower case. Then the positions differ, and nothing is marked.
  if (lower.length !== text.length) return [{ text, found: false }];
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), found: false });
    pieces.push({ text: text.slice(at, at + needle.length), found: true });
    from = at + needle.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), found: false });
  return pieces;
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
