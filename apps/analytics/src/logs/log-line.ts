import { type LogLineIn, logLineMaxBytes } from '@toolyard/contracts';
import { sqlTime, text } from '../clickhouse/values.js';

/** Which log: the build log of a deployment or the runtime log of a server. */
export interface LogName {
  kind: 'deployment' | 'server';
  owner: string;
}

export const logKey = ({ kind, owner }: LogName): string => `${kind}.${owner}`;

/** `toolyard.logs.<kind>.<id>` */
export function logOfSubject(subject: string): LogName | undefined {
  const [, , kind, ...owner] = subject.split('.');
  if ((kind !== 'deployment' && kind !== 'server') || owner.length === 0) return undefined;
  return { kind, owner: owner.join('.') };
}

/** Keeps the beginning of an endless line and says how much is missing. */
function cutLine(line: string): string {
  if (line.length * 3 <= logLineMaxBytes) return line.toWellFormed();
  const bytes = Buffer.from(line, 'utf8');
  if (bytes.length <= logLineMaxBytes) return line.toWellFormed();
  let end = logLineMaxBytes;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)} … [${bytes.length - end} more bytes were cut]`;
}

const streams: ReadonlySet<unknown> = new Set<LogLineIn['stream']>(['stdout', 'stderr', 'platform']);

export interface CleanLine {
  stage: string;
  stream: string;
  at: string;
  text: string;
}

/** Checks a line of a message; undefined for what is none. A time that cannot be read becomes `now`. */
export function cleanLine(line: Partial<LogLineIn> | null | undefined, now: number): CleanLine | undefined {
  if (typeof line !== 'object' || line === null || typeof line.text !== 'string') return undefined;
  const at = typeof line.at === 'string' ? Date.parse(line.at) : Number.NaN;
  const sensible = at >= 0 && at < Date.UTC(2100, 0, 1) ? at : now;
  return {
    stage: text(line.stage, 64),
    stream: streams.has(line.stream) ? line.stream! : 'platform',
    at: sqlTime(sensible),
    text: cutLine(line.text),
  };
}
