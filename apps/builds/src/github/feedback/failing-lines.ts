import { stripVTControlCharacters } from 'node:util';
import type { Deployment, LogLine } from '@toolyard/contracts';

/** GitHub takes 65,535 characters. */
const maxLength = 60_000;
const maxLines = 50;

/**
 * The end of the log of a failed deployment, of the stage that failed, as Markdown with the numbers of the lines.
 * Undefined when the log has no such line.
 * @param lines oldest first, masked
 */
export function failingLines(
  lines: readonly LogLine[],
  { error }: Pick<Deployment, 'error'>,
  logUrl: string,
): string | undefined {
  const ofStage = lines.filter(({ stage }) => stage === error?.stage);
  const chosen = (ofStage.length > 0 ? ofStage : lines).slice(-maxLines);
  const shown = chosen.map(({ n, text }) => `${String(n).padStart(5)}  ${stripVTControlCharacters(text)}`);
  const kept: string[] = [];
  let length = 0;
  for (const line of shown.toReversed()) {
    length += line.length + 1;
    if (length > maxLength) break;
    kept.unshift(line);
  }
  if (kept.length === 0) return undefined;
  const fence = fenceFor(kept);
  return [`The end of [the log](${logUrl}):`, '', fence, ...kept, fence].join('\n');
}

/** Longer than every run of the same sign in the lines, so that none of them ends the block (CommonMark 4.5). */
function fenceFor(lines: string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  return '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
}
