import type { LogFile } from './log-file.js';

/** The launcher's own lines have the form of the services' lines: one JSON object each. */
export interface Log {
  info(msg: string, facts?: Record<string, unknown>): void;
  warn(msg: string, facts?: Record<string, unknown>): void;
}

export function logTo(file: LogFile): Log {
  const line =
    (level: string) =>
    (msg: string, facts: Record<string, unknown> = {}) =>
      file.write(`${JSON.stringify({ level, time: new Date().toISOString(), name: 'toolyard', ...facts, msg })}\n`);
  return { info: line('info'), warn: line('warn') };
}
